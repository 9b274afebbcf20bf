import { hashBytes } from '../../../core/hash.ts';
import { WrongValue } from '../../errors.ts';
import { decodeBase64, encodeBase64, formatJson, formatYaml, readText } from '../../format.ts';
import type { Usage } from '../../access.ts';
import { defineHelper, gatherHelpers, defineTextHelper, readCount, readMap } from '../helper.ts';

/** Helpers that write values in forms of files and protocols. */
export const ENCODING_HELPERS = gatherHelpers('Forms of files and protocols', {
  json: defineHelper({
    summary: 'The value as JSON; a number of spaces after it indents.',
    params: { value: 'any', indent: 'number?' },
    returns: 'text',
    examples: {
      '{{json user}}': '{"name":"ann","shell":"/bin/sh"}',
      '{{json ports 2}}': '[\n  443,\n  80\n]',
    },
    run: ({ args: [value, indent], usage }) =>
      formatJson(value, usage, { indent: indent === undefined ? 0 : readCount(indent, usage, 10) }),
  }),
  yaml: defineHelper({
    summary: 'The value as YAML block text.',
    params: { value: 'any' },
    returns: 'text',
    examples: {
      '{{yaml user}}': 'name: ann\nshell: /bin/sh',
      'user:\n  {{indent (yaml user) 2}}': 'user:\n  name: ann\n  shell: /bin/sh',
    },
    run: ({ args: [value], usage }) => formatYaml(value, usage),
  }),
  ini: defineHelper({
    summary:
      'The map as INI: its maps are sections, a list is a line for each item. What stands between key and value is " = " unless given.',
    params: { map: 'map', between: 'text?' },
    returns: 'text',
    examples: {
      '{{ini settings "="}}': 'debug=false\n\n[server]\nport=8080\npath=/a\npath=/b',
    },
    run: ({ args: [map, between], usage }) =>
      formatIni(readMap(map), between === undefined ? ' = ' : readText(between, usage), usage),
  }),
  b64encode: defineTextHelper({
    summary: 'The text in base64.',
    examples: { '{{b64encode user.name}}': 'YW5u' },
    change: encodeBase64,
  }),
  b64decode: defineTextHelper({
    summary: 'The text that is given in base64.',
    examples: { '{{b64decode "YW5u"}}': 'ann' },
    change: decodeBase64,
  }),
  urlencode: defineTextHelper({
    summary: 'The text as a part of a URL.',
    examples: { '{{urlencode "a b/c"}}': 'a%20b%2Fc' },
    change: encodeURIComponent,
  }),
  sha256: defineTextHelper({
    summary: 'The SHA-256 of the text, in hex.',
    examples: { '{{sha256 "a"}}': 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb' },
    change: hashBytes,
  }),
});

function formatIni(map: Readonly<Record<string, unknown>>, between: string, usage: Usage): string {
  const plain = readMap(usage.revealDeep(map));
  const sections = Object.entries(plain).filter(([, value]) => isSection(value));
  const own = Object.entries(plain).filter(([, value]) => !isSection(value));
  const formatEntries = (entries: readonly [string, unknown][]): string[] =>
    entries.flatMap(([key, value]) =>
      (Array.isArray(value) ? value : [value]).map((item) => `${key}${between}${readLine(item, usage)}`),
    );
  const parts = sections.map(([name, section]) => [
    `[${name}]`,
    ...formatEntries(Object.entries(section as object)),
  ]);
  return [formatEntries(own), ...parts]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function isSection(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function readLine(value: unknown, usage: Usage): string {
  const text = value === null ? '' : readText(value, usage);
  if (/[\r\n]/.test(text)) throw new WrongValue('a value of INI is one line');
  return text;
}
