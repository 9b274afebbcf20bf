import type { Environment, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import { hintNearest } from '../../core/nearest.ts';
import { restoreNames } from './parse.ts';

export interface CelFault {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Where nothing is called so: some function of the user's own may have been meant. */
  readonly unknown?: true;
}

/** Habits from other languages, by what they look like in an expression that cannot be parsed. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/\{\{|\}\}/, 'an expression needs no {{ }}'],
  [/\bis\s+(not\s+)?defined\b/, 'write defined(name)'],
  [/\bis\s+/, 'compare with =='],
  [/\bnot\s+in\b/, 'write !(a in b)'],
  [/\band\b/, 'write && for "and"'],
  [/\bor\b/, 'write || for "or"'],
  [/\bnot\b/, 'write ! for "not"'],
  [/[^|]\|[^|]/, 'there are no filters; call a function: f(value)'],
  [/(^|[^=!<>])=([^=]|$)/, 'compare with =='],
];

export function describeSyntax(error: ParseError, text: string): CelFault {
  const offset = Math.min(error.range?.start ?? 0, text.length);
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const hint = HABITS.find(([pattern]) => pattern.test(bare))?.[1];
  if (text.trim() === '') return { offset: 0, message: 'an expression is wanted here' };
  return { offset, message: describeReason(error, text.slice(offset)), hint };
}

function describeReason(error: ParseError, rest: string): string {
  const next = /^\s*(\w+|\S)/.exec(rest)?.[1];
  switch (error.code) {
    case 'unexpected_token':
    case 'expected_token':
    case 'unexpected_character':
      return next === undefined ? 'the expression ends too early' : `the expression goes wrong at "${next}"`;
    default:
      return lowerFirst(error.summary);
  }
}

/** What is wrong with the types of an expression, known before it runs. */
export function describeTypes(
  error: ParseError | CelTypeError | undefined,
  environment: Environment,
): CelFault {
  const offset = error?.range?.start ?? 0;
  const summary = restoreNames(error?.summary ?? '');
  const unknown = /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(summary);
  if (unknown)
    return { offset, ...describeCall([unknown[1], unknown[2] ?? '', unknown[3] ?? ''], environment) };
  return { offset, ...describeTyping(error?.code ?? '', summary || 'the types do not fit', environment) };
}

/** A message of cel-js about types, in our words; the same before and while it runs. */
export function describeTyping(
  code: string,
  summary: string,
  environment: Environment,
): { readonly message: string; readonly hint?: string | undefined } {
  const operator = /^no such overload: (.+)$/.exec(summary)?.[1]?.replaceAll(/dyn<(\w+)>/g, '$1');
  if (operator !== undefined) {
    const mixed = /string \+|\+ string/.test(operator);
    const hint = mixed ? 'make a text of it with string(value)' : undefined;
    return { message: `${nameTypes(operator)} is not possible`, hint };
  }
  const call = /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(restoreNames(summary));
  if (call) return describeCall([call[1], call[2] ?? '', call[3] ?? ''], environment);
  return { message: lowerFirst(summary), hint: TYPING_HINTS[code] };
}

const TYPING_HINTS: Readonly<Record<string, string>> = {
  incompatible_ternary_branches: 'wrap one of them in dyn()',
  invalid_macro_argument:
    'has() asks for a field by its names: has(name.field); for all else write defined(…)',
};

type Call = readonly [receiver: string | undefined, name: string, args: string];

function describeCall([receiver, name, args]: Call, environment: Environment) {
  const known = environment
    .getDefinitions()
    .functions.filter((one) => (one.receiverType !== null) === (receiver !== undefined));
  if (known.some((one) => one.name === name)) {
    const place = receiver === undefined ? '' : ` of ${nameTypes(receiver)}`;
    const forms = known
      .filter((one) => one.name === name)
      .map((one) => nameTypes(one.signature.replaceAll(/\bast\b/g, 'value')));
    return {
      message: `${name}()${place} does not take (${nameTypes(args)})`,
      hint: `it is ${forms.slice(0, 4).join('; ')}`,
    };
  }
  const hint =
    hintHabit([receiver, name, args], environment) ??
    hintNearest(
      name,
      known.map((one) => one.name),
    );
  const message = `there is no function ${receiver === undefined ? '' : '.'}${name}()`;
  return { message, hint, unknown: true as const };
}

const SIZES: ReadonlySet<string> = new Set(['length', 'len', 'count']);

/** What a function of other languages is here, and one that stands before a value instead of behind, or the reverse. */
function hintHabit([receiver, name]: Call, environment: Environment): string | undefined {
  if (SIZES.has(name)) return 'write size(value)';
  const otherwise = environment.getDefinitions().functions.find((one) => one.name === name);
  if (!otherwise) return undefined;
  return receiver === undefined ? `write value.${name}(…)` : `write ${name}(value)`;
}

function nameTypes(text: string): string {
  return text
    .replaceAll(/\bdyn<(\w+)>/g, '$1')
    .replaceAll(/\bdyn\b/g, 'value')
    .replaceAll(/\b(\w+)Functions\b/g, '$1');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
