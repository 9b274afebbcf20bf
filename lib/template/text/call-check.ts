import type { Expression, Node } from './ast.ts';
import { fitsTypes, nameTypes, type Helper, type HelperParam, type ValueType } from './helper.ts';

interface Given {
  readonly given: number;
  readonly arity: readonly [number, number];
  readonly hash: Node | undefined;
}

interface Problem {
  readonly message: string;
}

/** What is wrong with the number of values that a helper is given. */
export function checkArity(name: string, { given, arity, hash }: Given): Problem[] {
  const [least, most] = arity;
  const problems: Problem[] = [];
  if (hash) problems.push({ message: `"${name}" takes no named values` });
  if (given < least || given > most) {
    problems.push({ message: `"${name}" takes ${describeArity(arity)}, got ${given}` });
  }
  return problems;
}

function describeArity([least, most]: Given['arity']): string {
  if (most === Infinity) return `${least} or more values`;
  return `${least === most ? least : `${least} to ${most}`} ${most === 1 ? 'value' : 'values'}`;
}

interface Wanted {
  /** Of the helper that wants it. */
  readonly name: string;
  readonly wanted: HelperParam;
  readonly helpers: Readonly<Record<string, Helper>>;
}

/** Why a value that is written out, or made by a helper, cannot be what is wanted; undefined where it can. */
export function explainType(
  value: Expression,
  { name: helper, wanted: { name, types }, helpers }: Wanted,
): string | undefined {
  const type = typeOf(value, helpers);
  if (type === undefined || fitsTypes(type, types)) return undefined;
  return `"${helper}" takes ${nameTypes(types)} as its ${name}, got ${nameTypes([type])}`;
}

function typeOf(value: Expression, helpers: Wanted['helpers']): ValueType | undefined {
  switch (value.type) {
    case 'StringLiteral':
      return 'text';
    case 'NumberLiteral':
      return 'number';
    case 'BooleanLiteral':
      return 'boolean';
    case 'SubExpression': {
      const name = value.path.original;
      return Object.hasOwn(helpers, name) ? helpers[name]?.returns : undefined;
    }
    case 'PathExpression':
    case 'NullLiteral':
    case 'UndefinedLiteral':
      return undefined;
  }
}
