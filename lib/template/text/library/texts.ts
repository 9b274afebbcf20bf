import { WrongValue } from '../../errors.ts';
import { quoteWord, readText } from '../../format.ts';
import { hasMatch, replaceMatches } from '../../regexp.ts';
import { defineHelper, gatherHelpers, defineTextHelper, readCount, type BareHelper } from '../helper.ts';
import { commentText } from './comment.ts';

/** Helpers on texts. */
export const TEXT_HELPERS = gatherHelpers('Texts', {
  lower: defineTextHelper({
    summary: 'The text in lower case.',
    examples: { '{{lower name}}': 'web 1' },
    change: (text) => text.toLowerCase(),
  }),
  upper: defineTextHelper({
    summary: 'The text in upper case.',
    examples: { '{{upper name}}': 'WEB 1' },
    change: (text) => text.toUpperCase(),
  }),
  capitalize: defineTextHelper({
    summary: 'The text with its first letter in upper case.',
    examples: { '{{capitalize user.name}}': 'Ann' },
    change: (text) => text.replace(/^./u, (start) => start.toUpperCase()),
  }),
  trim: defineTextHelper({
    summary: 'The text without white space around it.',
    examples: { '[{{trim "  a b "}}]': '[a b]' },
    change: (text) => text.trim(),
  }),
  quote: defineTextHelper({
    summary: 'The text as one word for a POSIX shell.',
    examples: { 'echo {{quote name}} {{quote "it\'s"}}': "echo 'Web 1' 'it'\\''s'" },
    change: quoteWord,
  }),
  replace: defineHelper({
    summary: 'The text with every occurrence of a text replaced by another.',
    params: { text: 'text', from: 'text', to: 'text' },
    returns: 'text',
    examples: { '{{replace name " " "-"}}': 'Web-1' },
    run({ args, usage }) {
      const [text = '', from = '', to = ''] = args.map((arg) => readText(arg, usage));
      return text.replaceAll(from, () => to);
    },
  }),
  regexReplace: defineHelper({
    summary:
      'The text with every match of a regular expression of JavaScript replaced; `$1` and `$<name>` are groups.',
    params: { text: 'text', pattern: 'text', replacement: 'text' },
    returns: 'text',
    examples: { '{{regexReplace "eth0 eth1" "eth([0-9])" "lan$1"}}': 'lan0 lan1' },
    run({ args, usage }) {
      const [text = '', pattern = '', replacement = ''] = args.map((arg) => readText(arg, usage));
      return replaceMatches(text, pattern, replacement);
    },
  }),
  matches: defineHelper({
    summary: 'Whether a regular expression of JavaScript matches somewhere in the text.',
    params: { text: 'text', pattern: 'text' },
    returns: 'boolean',
    examples: { '{{#if (matches name "^[A-Z]")}}yes{{/if}}': 'yes' },
    run({ args, usage }) {
      const [text = '', pattern = ''] = args.map((arg) => readText(arg, usage));
      return hasMatch(text, pattern);
    },
  }),
  startsWith: defineHelper({
    summary: 'Whether the text starts with another.',
    params: { text: 'text', start: 'text' },
    returns: 'boolean',
    examples: { '{{startsWith name "Web"}}': 'true' },
    run: ({ args: [text, start], usage }) => readText(text, usage).startsWith(readText(start, usage)),
  }),
  endsWith: defineHelper({
    summary: 'Whether the text ends with another.',
    params: { text: 'text', end: 'text' },
    returns: 'boolean',
    examples: { '{{endsWith user.shell "/bash"}}': 'false' },
    run: ({ args: [text, end], usage }) => readText(text, usage).endsWith(readText(end, usage)),
  }),
  split: defineHelper({
    summary: 'The parts of the text between the occurrences of another (default white space), as a list.',
    params: { text: 'text', between: 'text?' },
    returns: 'list',
    examples: { '{{#each (split "a,b" ",")}}<{{this}}>{{/each}}': '<a><b>' },
    run({ args: [text, between], usage }) {
      const whole = readText(text, usage);
      if (between === undefined) return whole.split(/\s+/).filter((part) => part !== '');
      return whole.split(readText(between, usage));
    },
  }),
  indent: defineHelper({
    summary: 'The text with every line but the first moved right by a number of spaces.',
    params: { text: 'text', spaces: 'number' },
    returns: 'text',
    examples: { 'motto: |\n  {{indent motto 2}}': 'motto: |\n  Keep it\n  short' },
    run: ({ args: [text, spaces], usage }) =>
      readText(text, usage).replaceAll(/\n(?!\n|$)/g, `\n${' '.repeat(readCount(spaces, usage, 1000))}`),
  }),
  padStart: definePadding('before it', (text, length, fill) => text.padStart(length, fill), {
    '{{padStart 7 3 "0"}}': '007',
  }),
  padEnd: definePadding('behind it', (text, length, fill) => text.padEnd(length, fill), {
    '[{{padEnd user.name 6}}]': '[ann   ]',
  }),
  comment: defineHelper({
    summary:
      'The text as a comment, as Ansible\'s filter: the style is "plain" (#), "c" (//), "cblock" (/* */), "erlang" (%), "xml", or what each line starts with.',
    params: { text: 'text', style: 'text?' },
    returns: 'text',
    examples: {
      '{{comment motto}}': '#\n# Keep it\n# short\n#',
      '{{comment motto "; "}}': ';\n; Keep it\n; short\n;',
      '{{comment name "cblock"}}': '/*\n *\n * Web 1\n *\n */',
    },
    run: ({ args: [text, style], usage }) =>
      commentText(readText(text, usage), style === undefined ? 'plain' : readText(style, usage)),
  }),
});

type Pad = (text: string, length: number, fill: string) => string;

function definePadding(where: string, pad: Pad, examples: Readonly<Record<string, string>>): BareHelper {
  return defineHelper({
    summary: `The text at a length, with a text (default a space) repeated ${where}.`,
    params: { text: 'text', length: 'number', fill: 'text?' },
    returns: 'text',
    examples,
    run({ args: [text, length, fill], usage }) {
      const filling = fill === undefined ? ' ' : readText(fill, usage);
      if (filling === '') throw new WrongValue('a text to fill up with is wanted');
      return pad(readText(text, usage), readCount(length, usage, 10_000), filling);
    },
  });
}
