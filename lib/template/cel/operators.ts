import type { Environment } from '@marcbachmann/cel-js';

/** CEL keeps whole and other numbers apart; people do not. */
export function registerOperators(environment: Environment): void {
  const operators = {
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
  };
  for (const [sign, run] of Object.entries(operators)) {
    const handler = (a: number | bigint, b: number | bigint) => run(Number(a), Number(b));
    environment.registerOperator(`int ${sign} double: double`, handler);
    environment.registerOperator(`double ${sign} int: double`, handler);
  }
}
