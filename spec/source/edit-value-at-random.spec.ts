import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import { editValue } from '../../lib/source/edit-value.ts';
import type { ValueKeys } from '../../lib/source/value-keys.ts';
import { createRandom, type Random } from '../support/random.ts';

type Data = Record<string, unknown>;

describe('editValue at random', () => {
  for (const format of ['json', 'yaml'] as const) {
    it(`does to a random ${format} what is done to its data`, () => {
      for (let seed = 0; seed < 400; seed++) {
        const random = createRandom(seed);
        const data = makeMap(random, 3);
        const text =
          format === 'json' ? JSON.stringify(data, null, random.pick([0, 2, 4])) : writeYaml(data, random);
        const keys = pickKeys(random, data);
        const value =
          random.chance(0.3) && typeof keys.at(-1) === 'string' ? undefined : makeValue(random, 2);

        const edited = editValue(text, { file: 'f', format, keys, value });

        const wanted = structuredClone(data);
        apply(wanted, keys, value);
        assert.ok(
          isDeepStrictEqual(parse(edited), wanted),
          `seed ${seed}: ${text}\n${keys.join('.')}\n${edited}`,
        );
        assert.equal(editValue(edited, { file: 'f', format, keys, value }), edited);
      }
    });
  }
});

const NAMES = ['a', 'b', 'yes', 'c d', '1', 'x.y', '#'] as const;
const SCALARS = [
  '',
  'text',
  'yes',
  '1',
  '# no comment',
  'two\nlines\n',
  ' blank',
  'x: y',
  0,
  -1.5,
  true,
  null,
] as const;

function makeMap(series: Random, depth: number): Data {
  const count = series.below(4);
  return Object.fromEntries(
    Array.from({ length: count }, () => [series.pick(NAMES), makeValue(series, depth)]),
  );
}

function makeValue(series: Random, depth: number): unknown {
  if (depth === 0 || series.chance(0.4)) return series.pick<unknown>(SCALARS);
  if (series.chance(0.6)) return makeMap(series, depth - 1);
  return Array.from({ length: series.below(3) }, () => makeValue(series, depth - 1));
}

/** As somebody may have written it: with comments, and maps within brackets. */
function writeYaml(data: Data, series: Random): string {
  const options = { indent: series.pick([2, 4]), indentSeq: series.chance(0.5), lineWidth: 0 };
  const collectionStyle = series.chance(0.2) ? 'flow' : 'any';
  const text = stringify(data, { ...options, collectionStyle });
  return series.chance(0.5) ? `# first\n${text}# last\n` : text;
}

/** Keys that lead somewhere, or could. */
function pickKeys(series: Random, data: Data): ValueKeys {
  const keys: (string | number)[] = [];
  let node: unknown = data;
  while (keys.length < 4) {
    if (Array.isArray(node)) {
      const index = series.below(node.length + 1);
      keys.push(index);
      node = node[index];
    } else if (node === undefined || node === null || typeof node === 'object') {
      const key = series.pick(NAMES);
      keys.push(key);
      node = (node as Data | null | undefined)?.[key];
    } else return keys;
    if (series.chance(0.3)) return keys;
  }
  return keys;
}

function apply(data: unknown, [key = '', ...rest]: ValueKeys, value: unknown): void {
  const holder = data as Record<string | number, unknown>;
  if (value === undefined && !Object.hasOwn(holder, key)) return;
  if (rest.length === 0) {
    if (value === undefined) Reflect.deleteProperty(holder, key);
    else holder[key] = value;
    return;
  }
  const inner = holder[key] ?? undefined;
  if (inner === undefined && value === undefined) return;
  if (inner === undefined) holder[key] = typeof rest[0] === 'number' ? [] : {};
  apply(holder[key], rest, value);
}
