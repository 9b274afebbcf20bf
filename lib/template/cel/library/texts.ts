import { WrongValue } from '../../errors.ts';
import { quoteWord } from '../../format.ts';
import { hasMatch, listMatches, replaceMatches } from '../../regexp.ts';
import { defineFunction, type FunctionGroup } from '../function.ts';
import { formatArguments } from './format-arguments.ts';

/** Functions on texts. */
export const TEXT_FUNCTIONS: FunctionGroup = {
  topic: 'Texts',
  functions: [
    defineFunction('string.startsWith(string): bool', {
      summary: 'Whether a text starts with another.',
      examples: { '"web1".startsWith("web")': true },
    }),
    defineFunction('string.endsWith(string): bool', {
      summary: 'Whether a text ends with another.',
      examples: { '"web1".endsWith("1")': true },
    }),
    defineFunction('string.contains(string): bool', {
      summary: 'Whether a text has another in it.',
      examples: { '"web1".contains("eb")': true },
    }),
    defineFunction('string.lowerAscii(): string', {
      summary: 'The text in lower case.',
      examples: { '"Web".lowerAscii()': 'web' },
    }),
    defineFunction('string.upperAscii(): string', {
      summary: 'The text in upper case.',
      examples: { '"Web".upperAscii()': 'WEB' },
    }),
    defineFunction('string.trim(): string', {
      summary: 'The text without white space around it.',
      examples: { '" a b ".trim()': 'a b' },
    }),
    defineFunction('string.split(string): list<string>', {
      summary:
        'The parts of a text between the occurrences of another; a number says how many parts at most.',
      examples: { '"a,b,c".split(",")': ['a', 'b', 'c'] },
    }),
    defineFunction('string.split(string, int): list<string>', {
      examples: { '"a,b,c".split(",", 2)': ['a', 'b,c'] },
    }),
    defineFunction('list<string>.join(): string', { summary: 'The texts of a list as one.' }),
    defineFunction('list<string>.join(string): string', { examples: { '["a", "b"].join("-")': 'a-b' } }),
    defineFunction('string.indexOf(string): int', {
      summary: 'Where a text first occurs in another, from a place on if one is given; -1 where it does not.',
      examples: { '"a.b.c".indexOf(".")': 1 },
    }),
    defineFunction('string.indexOf(string, int): int', { examples: { '"a.b.c".indexOf(".", 2)': 3 } }),
    defineFunction('string.lastIndexOf(string): int', {
      summary: 'Where a text last occurs in another; -1 where it does not.',
      examples: { '"a.b.c".lastIndexOf(".")': 3 },
    }),
    defineFunction('string.substring(int): string', {
      summary: 'The text from a place, 0 being the first, up to before another or to its end.',
      examples: { '"k3play".substring(2)': 'play' },
    }),
    defineFunction('string.substring(int, int): string', { examples: { '"k3play".substring(0, 2)': 'k3' } }),
    defineFunction('string.charAt(int): string', {
      summary: 'The character at a place; "" at the end.',
      examples: { '"k3play".charAt(1)': '3' },
      run: charAt,
    }),
    defineFunction('string.replace(string, string): string', {
      summary: 'The text with every occurrence of another replaced, or the first so many.',
      examples: { '"a-b-c".replace("-", "+")': 'a+b+c' },
      run: (text: string, from: string, to: string) => text.replaceAll(from, () => to),
    }),
    defineFunction('string.replace(string, string, int): string', {
      examples: { '"a-b-c".replace("-", "+", 1)': 'a+b-c' },
      run: (...call: [string, string, string, bigint]) => replaceFirst(call),
    }),
    defineFunction('string.reverse(): string', {
      summary: 'The characters from the last to the first.',
      examples: { '"abc".reverse()': 'cba' },
      run: (text: string) => Array.from(text).reverse().join(''),
    }),
    defineFunction('string.padStart(int, string): string', {
      summary: 'The text at a length, with another repeated before it.',
      examples: { '"7".padStart(3, "0")': '007' },
      run: (text: string, length: bigint, fill: string) => text.padStart(readLength(length), fill),
    }),
    defineFunction('string.padEnd(int, string): string', {
      summary: 'The text at a length, with another repeated behind it.',
      examples: { '"web".padEnd(5, ".")': 'web..' },
      run: (text: string, length: bigint, fill: string) => text.padEnd(readLength(length), fill),
    }),
    defineFunction('string.format(list): string', {
      summary:
        'The text with each of %s, %d, %f (%.2f), %e, %x, %X, %o and %b replaced by the next item of a list; %% is a percent sign.',
      examples: { '"%s:%d is %.1f%%".format(["web", 80, 99.5])': 'web:80 is 99.5%' },
      run: formatArguments,
    }),
    defineFunction('shellQuote(string): string', {
      summary: 'The text as one word for a POSIX shell.',
      examples: { 'shellQuote("it\'s")': "'it'\\''s'" },
      run: quoteWord,
    }),
  ],
};

/** Functions with regular expressions. They are those of JavaScript, and given a second. */
export const PATTERN_FUNCTIONS: FunctionGroup = {
  topic: 'Regular expressions',
  functions: [
    defineFunction('string.matches(string): bool', {
      summary: 'Whether a regular expression matches somewhere in the text.',
      examples: { '"web1".matches("^web[0-9]+$")': true },
    }),
    defineFunction('string.find(string): string', {
      summary: 'The first match in the text; "" where there is none.',
      examples: { '"eth0 eth1".find("eth[0-9]")': 'eth0' },
      run: (text: string, pattern: string) => listMatches(text, pattern, 1)[0]?.[0] ?? '',
    }),
    defineFunction('string.findAll(string): list<string>', {
      summary: 'All matches in the text, or the first so many.',
      examples: { '"eth0 eth1".findAll("eth[0-9]")': ['eth0', 'eth1'] },
      run: (text: string, pattern: string) => listMatches(text, pattern).map(([match]) => match),
    }),
    defineFunction('string.findAll(string, int): list<string>', {
      examples: { '"eth0 eth1".findAll("[0-9]", 1)': ['0'] },
      run: (text: string, pattern: string, most: bigint) =>
        listMatches(text, pattern, most < 0n ? Infinity : Number(most)).map(([match]) => match),
    }),
    defineFunction('string.groups(string): list<string>', {
      summary: 'The groups of the first match, "" for one that took no part; an empty list without a match.',
      examples: { '"v1.30".groups("v([0-9]+)[.]([0-9]+)")': ['1', '30'] },
      run: (text: string, pattern: string) =>
        (listMatches(text, pattern, 1)[0] ?? ['']).slice(1).map((group: string | undefined) => group ?? ''),
    }),
    defineFunction('string.namedGroups(string): map<string, string>', {
      summary: 'The named groups of the first match, `(?<name>…)`; an empty map without a match.',
      examples: { '"a=1".namedGroups("(?<key>\\\\w+)=(?<value>\\\\w+)")': { key: 'a', value: '1' } },
      run: (text: string, pattern: string) =>
        Object.fromEntries(
          Object.entries(listMatches(text, pattern, 1)[0]?.groups ?? {}).map(
            ([name, group]: [string, string | undefined]) => [name, group ?? ''],
          ),
        ),
    }),
    defineFunction('regexReplace(string, string, string): string', {
      summary: 'The text with every match replaced; `$1` and `$<name>` are groups.',
      examples: { 'regexReplace("eth0", "eth([0-9])", "lan$1")': 'lan0' },
      run: replaceMatches,
    }),
  ],
};

/** In place of `matches` of cel-js, which does not come to an end on some texts: see parse.ts. */
export const BOUNDED_MATCHES = defineFunction('string.matchesInTime(string): bool', { run: hasMatch });

function charAt(text: string, index: bigint): string {
  if (index < 0n || index > BigInt(text.length)) throw new WrongValue('charAt() wants a place in the text');
  return text.charAt(Number(index));
}

/** All, where the number is below 0. */
function replaceFirst([text, from, to, most]: [string, string, string, bigint]): string {
  if (most < 0n) return text.replaceAll(from, () => to);
  let left = most;
  return text.replaceAll(from, (found) => (left-- > 0n ? to : found));
}

function readLength(length: bigint): number {
  if (length < 0n || length > 10_000n) throw new WrongValue('a length from 0 to 10000 is wanted');
  return Number(length);
}
