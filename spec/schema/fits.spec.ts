import assert from 'node:assert/strict';
import { InventorySchema } from '../../lib/inventory/schema.ts';
import { modules } from '../../lib/modules/index.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { createAjv } from '../../lib/schema/ajv.ts';
import type { TSchema } from '../../lib/schema/build.ts';
import { examine, isPlainMap, Templated } from '../../lib/schema/examine.ts';
import { fits } from '../../lib/schema/fits.ts';
import { foldErrors } from '../../lib/schema/fold.ts';
import { isOrdinary } from '../../lib/schema/ordinary.ts';
import { OWN_KEYWORDS } from '../../lib/schema/own-keywords.ts';
import { createRandom, type Random } from '../support/random.ts';

/** A value of that schema as often as not, else something near it. */
function makeValue(schema: unknown, random: Random): unknown {
  if (!isPlainMap(schema) || random.below(12) === 0) return random.pick(ODD)();
  const branches = [schema['anyOf'], schema['enum']].find(Array.isArray);
  if (branches && schema['enum']) return random.pick(branches as unknown[]);
  if (branches) return makeValue(random.pick(branches as unknown[]), random);
  if ('const' in schema) return schema['const'];
  const type: unknown = Array.isArray(schema['type']) ? random.pick(schema['type']) : schema['type'];
  switch (type) {
    case 'object':
      return makeMap(schema, random);
    case 'array':
      return Array.from({ length: random.below(3) }, () => makeValue(schema['items'], random));
    case 'integer':
    case 'number':
      return random.below(3) === 0 ? random.below(70_000) - 5 : (schema['minimum'] ?? 1);
    case 'boolean':
      return random.below(2) === 0;
    case 'null':
      return null;
    default:
      return random.pick(TEXTS);
  }
}

function makeMap(schema: Readonly<Record<string, unknown>>, random: Random): unknown {
  const map: Record<string, unknown> = {};
  const properties = isPlainMap(schema['properties']) ? schema['properties'] : {};
  const required = (schema['required'] ?? []) as readonly string[];
  for (const [name, property] of Object.entries(properties)) {
    if (random.below(10) < (required.includes(name) ? 9 : 3)) map[name] = makeValue(property, random);
  }
  if (random.below(8) === 0) map['extra'] = makeValue(schema['additionalProperties'], random);
  return map;
}

const TEXTS = [
  '',
  'x',
  '0644',
  '/etc/app',
  'a b',
  'https://a.example/x',
  '10.42.0.0/16',
  'f'.repeat(64),
  '👍',
  'present',
];
const ODD: readonly (() => unknown)[] = [
  () => null,
  () => 0,
  () => 1.5,
  () => '',
  () => true,
  () => [],
  () => ({}),
  () => ['x', 1],
  () => new Templated(),
  () => new Templated('string'),
];

async function listSchemas(): Promise<readonly (readonly [string, TSchema])[]> {
  const { plays } = await loadPlaybook('playbooks/servers.yml', {
    modules,
    inventory: undefined,
    templateFolders: ['templates'],
  });
  return [
    ...[...modules.values()].map(({ name, params }) => [`module ${name}`, params] as const),
    ['an inventory', InventorySchema],
    ['the inputs of the bundled playbooks', { type: 'object', properties: plays[0]?.inputs ?? {} }],
  ];
}

describe('fits', () => {
  it('says of random values of every schema of ours what ajv says', async () => {
    const random = createRandom(42);
    const ajv = createAjv();
    let fitting = 0;
    let misfitting = 0;
    for (const [name, schema] of await listSchemas()) {
      assert.ok(isOrdinary(schema, OWN_KEYWORDS), name);
      const test = ajv.compile(schema);
      for (let round = 0; round < 300; round += 1) {
        const value = makeValue(schema, random);
        const examination = examine(schema, value);
        const errors = test(examination.plain) ? [] : foldErrors(test.errors ?? [], examination.opaque);

        const fit = fits(schema, examination);

        const shown = `${name}: ${JSON.stringify(value)}`;
        assert.ok(!fit || errors.length === 0, shown);
        // Beside what cannot be looked at, ajv may be right to find nothing where this is not sure.
        if (examination.opaque.size === 0) assert.equal(fit, errors.length === 0, shown);
        if (fit) fitting += 1;
        else misfitting += 1;
      }
    }
    // Both are tried in earnest.
    assert.ok(fitting > 1000 && misfitting > 1000, `${fitting} and ${misfitting}`);
  });

  it('leaves to ajv every schema that ajv finds something wrong with, and what it does not know', () => {
    for (const schema of DOUBTFUL) {
      assert.equal(isOrdinary(schema, OWN_KEYWORDS), false, JSON.stringify(schema));
    }
  });
});

const DOUBTFUL: readonly unknown[] = [
  null,
  [],
  'string',
  { type: 'text' },
  { type: [] },
  { type: ['string', 'string'] },
  { description: 1 },
  { examples: 'x' },
  { enum: [] },
  { enum: ['a', 'a'] },
  { enum: [{}] },
  { const: {} },
  { minimum: '1' },
  { minLength: -1 },
  { dependencies: { a: { type: 'string' } } },
  { maxItems: 1.5 },
  { pattern: '(' },
  { pattern: '\\-' },
  { format: 'email' },
  { required: 'a' },
  { required: ['a', 'a'] },
  { required: [1] },
  { properties: [] },
  { properties: { a: { type: 'text' } } },
  { items: [{}] },
  { allOf: {} },
  { anyOf: [{ oneOf: [] }] },
  { if: {} },
  { then: {} },
  { else: {} },
  { $ref: '#' },
  { oneOf: [{}] },
  { patternProperties: {} },
  { colour: 'red' },
];
