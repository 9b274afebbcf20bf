import {
  ParseError,
  serialize,
  type ASTNode,
  type Environment,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { environment as bundled } from './environment.ts';
import { parseExpression } from './parse.ts';
import { listLiterals } from './references.ts';

/** cel-js reads names from a map as well as from an object. */
type Evaluate = (names: object) => unknown;

/**
 * How an expression is carried out. Maps, lists and choices at its top are taken apart, so that each part is
 * secret or unknown for itself, and a plain path gives what is there, untouched.
 */
export type Plan =
  | { readonly kind: 'map'; readonly entries: readonly { readonly key: Whole; readonly value: Plan }[] }
  | { readonly kind: 'list'; readonly items: readonly Plan[] }
  | { readonly kind: 'choice'; readonly condition: Whole; readonly chosen: Plan; readonly other: Plan }
  | { readonly kind: 'path'; readonly names: readonly (string | number)[]; readonly whole: Whole }
  | Whole;

export interface Whole {
  readonly kind: 'whole';
  readonly evaluate: Evaluate;
  readonly literals: readonly string[];
  /** Where its text starts in that of the whole expression. */
  readonly offset: number;
}

export function createPlan(node: ASTNode, environment: Environment): Plan {
  switch (node.op) {
    case 'map':
      return {
        kind: 'map',
        entries: node.args.map(([key, value]) => ({
          key: createWhole(key, environment),
          value: createPlan(value, environment),
        })),
      };
    case 'list':
      return { kind: 'list', items: node.args.map((item) => createPlan(item, environment)) };
    case '?:': {
      const [condition, chosen, other] = node.args;
      return {
        kind: 'choice',
        condition: createWhole(condition, environment),
        chosen: createPlan(chosen, environment),
        other: createPlan(other, environment),
      };
    }
    default: {
      const names = readNames(node);
      return names
        ? { kind: 'path', names, whole: createWhole(node, environment) }
        : createWhole(node, environment);
    }
  }
}

function createWhole(node: ASTNode, environment: Environment): Whole {
  const { evaluate, offset } = parsePart(node, environment);
  return { kind: 'whole', evaluate, literals: listLiterals(node), offset };
}

/** A part of an expression for itself: those at the top bind no names, so each stands alone. */
function parsePart(
  node: ASTNode,
  environment: Environment,
): { readonly evaluate: Evaluate; readonly offset: number } {
  const wanted = serialize(node);
  // A node leaves out the parentheses at its ends, also those that belong to its own parts.
  const before = /[\s(]*$/.exec(node.input.slice(0, node.start))?.[0].length ?? 0;
  const after = /^[\s)]*/.exec(node.input.slice(node.end))?.[0].length ?? 0;
  for (let right = 0; right <= after; right++) {
    for (let left = 0; left <= before; left++) {
      const offset = node.start - left;
      const evaluate = tryParse(node.input.slice(offset, node.end + right), environment);
      if (evaluate && serialize(evaluate.ast) === wanted) return { evaluate, offset };
    }
  }
  return { evaluate: parseExpression(wanted, environment), offset: node.start };
}

function tryParse(text: string, environment: Environment): ParseResult | undefined {
  try {
    return parseExpression(text, environment);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

function readNames(node: ASTNode): readonly (string | number)[] | undefined {
  switch (node.op) {
    case 'id':
      return bundled.hasVariable(node.args) ? undefined : [node.args];
    case '.': {
      const above = readNames(node.args[0]);
      return above && [...above, node.args[1]];
    }
    case '[]': {
      const [holder, index] = node.args;
      if (index.op !== 'value') return undefined;
      const above = readNames(holder);
      const name = typeof index.args === 'bigint' ? Number(index.args) : index.args;
      return above && (typeof name === 'string' || typeof name === 'number') ? [...above, name] : undefined;
    }
    default:
      return undefined;
  }
}
