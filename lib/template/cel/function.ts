import type { Environment } from '@marcbachmann/cel-js';

/** Expressions by turns with what they make. */
export type Examples = Readonly<Record<string, unknown>>;

/** A function of expressions: one form of it, for values of these types. */
export interface CelFunction {
  /** `list.slice(int, int): list`: what it is called on, what it takes and what it gives. */
  readonly signature: string;
  /** Of further forms under the same name, undefined. */
  readonly summary: string | undefined;
  readonly examples: Examples;
  /** Undefined where cel-js has it. */
  readonly run: ((...args: never[]) => unknown) | undefined;
}

/** Functions under one heading of docs. */
export interface FunctionGroup {
  readonly topic: string;
  readonly functions: readonly CelFunction[];
}

interface Draft {
  readonly summary?: string;
  readonly examples?: Examples;
  readonly run?: (...args: never[]) => unknown;
}

export function defineFunction(signature: string, { summary, examples = {}, run }: Draft): CelFunction {
  return { signature, summary, examples, run };
}

export function registerFunctions(environment: Environment, groups: readonly FunctionGroup[]): void {
  for (const { signature, run } of groups.flatMap(({ functions }) => functions)) {
    if (run) environment.registerFunction(typeNamespace(signature), run, { async: false });
  }
}

/** `sets.contains(…)` is a function on the one value of a type of its own. */
function typeNamespace(signature: string): string {
  const [, name = ''] = /^(\w+)\./.exec(signature) ?? [];
  return NAMESPACES.includes(name) ? `${namespaceType(name)}${signature.slice(name.length)}` : signature;
}

/** Names that functions are called on, as `sets` in `sets.contains(a, b)`. */
const NAMESPACES: readonly string[] = ['sets', 'lists', 'math'];

function namespaceType(name: string): string {
  return `${name}Functions`;
}

export function registerNamespaces(environment: Environment): void {
  for (const name of NAMESPACES) {
    class Namespace {
      readonly name = name;
    }
    environment.registerType(namespaceType(name), Namespace);
    environment.registerConstant(name, namespaceType(name), new Namespace());
  }
}

interface Comparable {
  compare(other: Comparable): number;
}

/** A type of values with an order, so that `==`, `<` and the like compare them. */
export function registerOrdered(
  environment: Environment,
  name: string,
  type: abstract new (...args: never[]) => Comparable,
): void {
  const holds: Readonly<Record<string, (order: number) => boolean>> = {
    '==': (order) => order === 0,
    '<': (order) => order < 0,
    '<=': (order) => order <= 0,
    '>': (order) => order > 0,
    '>=': (order) => order >= 0,
  };
  environment.registerType(name, type);
  for (const [sign, isTrue] of Object.entries(holds)) {
    environment.registerOperator(`${name} ${sign} ${name}`, (a: Comparable, b: Comparable) =>
      isTrue(a.compare(b)),
    );
  }
}
