import { Ajv } from 'ajv';
import { FORMATS } from './formats.ts';
import { OWN_KEYWORDS } from './own-keywords.ts';

/** ajv with our keywords and formats. */
export function createAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    allowUnionTypes: true,
    keywords: [...OWN_KEYWORDS],
    formats: Object.fromEntries([...FORMATS].map(([name, { test }]) => [name, test])),
    // Worth its price only where a schema is used thousands of times.
    code: { optimize: false },
  });
  ajv.addKeyword({
    keyword: 'exactlyOne',
    type: 'object',
    schemaType: 'array',
    validate: (names: readonly string[], map: object) => names.filter((name) => name in map).length === 1,
  });
  return ajv;
}
