import { isDeepStrictEqual } from 'node:util';
import { WrongValue } from '../../errors.ts';
import { compareValues } from '../../order.ts';
import { isFilled } from '../blocks.ts';
import { defineHelper, gatherHelpers, readNumber, type HelperCall, type BareHelper } from '../helper.ts';

/** Helpers that compare, choose and count. */
export const CHOICE_HELPERS = gatherHelpers('Choices and numbers', {
  default: defineHelper({
    summary: 'The value, or another where it is missing or null.',
    params: { value: 'any', other: 'any' },
    returns: 'any',
    lenient: true,
    examples: { '{{default nowhere "none"}} {{default nothing 1}} {{default port 1}}': 'none 1 8080' },
    run: ({ args: [value, other] }) => value ?? other,
  }),
  eq: defineHelper({
    summary: 'Whether two values are equal.',
    params: { a: 'any', b: 'any' },
    returns: 'boolean',
    examples: { '{{#if (eq user.name "ann")}}yes{{else}}no{{/if}}': 'yes' },
    run: isEqual,
  }),
  ne: defineHelper({
    summary: 'Whether two values differ.',
    params: { a: 'any', b: 'any' },
    returns: 'boolean',
    examples: { '{{ne port 80}}': 'true' },
    run: (call) => !isEqual(call),
  }),
  lt: defineComparison('is less than', (order) => order < 0, { '{{lt port 1024}}': 'false' }),
  le: defineComparison('is at most', (order) => order <= 0, { '{{le port 8080}}': 'true' }),
  gt: defineComparison('is greater than', (order) => order > 0, { '{{gt ratio 1}}': 'true' }),
  ge: defineComparison('is at least', (order) => order >= 0, { '{{ge "b" "a"}}': 'true' }),
  and: defineHelper({
    summary: 'Whether all values are filled: not false, null, 0, "" or an empty list.',
    params: { a: 'any', b: 'any', more: 'any*' },
    returns: 'boolean',
    examples: { '{{#if (and port hosts)}}yes{{/if}}': 'yes' },
    run: ({ args }) => args.every(isFilled),
  }),
  or: defineHelper({
    summary: 'Whether one of the values is filled.',
    params: { a: 'any', b: 'any', more: 'any*' },
    returns: 'boolean',
    examples: { '{{or settings.debug (eq port 8080)}}': 'true' },
    run: ({ args }) => args.some(isFilled),
  }),
  not: defineHelper({
    summary: 'Whether the value is not filled.',
    params: { value: 'any' },
    returns: 'boolean',
    examples: { '{{not settings.debug}}': 'true' },
    run: ({ args }) => !isFilled(args[0]),
  }),
  in: defineHelper({
    summary: 'Whether a list has an item, a map a key, or a text another text.',
    params: { needle: 'any', holder: 'list|map|text' },
    returns: 'boolean',
    examples: { '{{in "db1" hosts}} {{in "shell" user}} {{in "eb" name}}': 'true true true' },
    run: ({ args: [needle, holder], usage }) => holds(usage.revealDeep(needle), usage.revealDeep(holder)),
  }),
  choose: defineHelper({
    summary: 'One value where a condition is filled, else the other.',
    params: { condition: 'any', yes: 'any', no: 'any' },
    returns: 'any',
    examples: { 'debug={{choose settings.debug "on" "off"}}': 'debug=off' },
    run: ({ args: [condition, yes, no] }) => (isFilled(condition) ? yes : no),
  }),
  add: defineHelper({
    summary: 'The sum of two numbers.',
    params: { a: 'number', b: 'number' },
    returns: 'number',
    examples: { '{{#each ports}}{{add @index 1}}:{{this}} {{/each}}': '1:443 2:80 ' },
    run: ({ args: [a, b], usage }) => readNumber(a, usage) + readNumber(b, usage),
  }),
  subtract: defineHelper({
    summary: 'The first number less the second.',
    params: { a: 'number', b: 'number' },
    returns: 'number',
    examples: { '{{subtract port 1}}': '8079' },
    run: ({ args: [a, b], usage }) => readNumber(a, usage) - readNumber(b, usage),
  }),
});

function defineComparison(
  words: string,
  holdsFor: (order: number) => boolean,
  examples: Readonly<Record<string, string>>,
): BareHelper {
  return defineHelper({
    summary: `Whether the first value ${words} the second; both are numbers or both texts.`,
    params: { a: 'text', b: 'text' },
    returns: 'boolean',
    examples,
    run: ({ args, usage }) => {
      const [a, b] = args.map((arg) => usage.revealDeep(arg));
      return holdsFor(compareValues(a, b));
    },
  });
}

function isEqual({ args: [a, b], usage }: HelperCall): boolean {
  return isDeepStrictEqual(usage.revealDeep(a), usage.revealDeep(b));
}

function holds(needle: unknown, holder: unknown): boolean {
  if (Array.isArray(holder)) return holder.some((item) => isDeepStrictEqual(item, needle));
  if (typeof holder === 'string') return holder.includes(String(needle));
  if (holder !== null && typeof holder === 'object') return Object.hasOwn(holder, String(needle));
  throw new WrongValue('a list, a map or a text is wanted');
}
