/** What a part of a module has to be, in words and as a check. */
interface Part {
  readonly noun: string;
  readonly fits: (value: unknown) => boolean;
}

const FUNCTION: Part = { noun: 'a function', fits: (value) => typeof value === 'function' };
const SCHEMA: Part = { noun: 't.Object({ … })', fits: isObjectSchema };
const TEXT: Part = { noun: 'a text', fits: (value) => typeof value === 'string' && value !== '' };

const PARTS: Readonly<Record<string, Part>> = {
  name: {
    noun: 'a name in small letters, digits and hyphens, such as web-site',
    fits: (value) => typeof value === 'string' && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value),
  },
  summary: TEXT,
  params: SCHEMA,
  result: SCHEMA,
  examples: { noun: 'a list of { title, params }, which may be empty', fits: isExamples },
  reads: FUNCTION,
  plan: FUNCTION,
  output: FUNCTION,
};

/** Whether something that a file exports is meant to be a module, be it a whole one or not. */
export function isMeantAsModule(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isMap(value) || 'type' in value) return false;
  return ['params', 'result', 'reads', 'plan', 'output'].filter((part) => part in value).length >= 2;
}

/** What is wrong with a module, part by part: what JavaScript lets pass, and what types cannot say. */
export function listMissing(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(PARTS)
    .filter(([name, { fits }]) => !fits(value[name]))
    .map(([name, { noun }]) => `${name} must be ${noun}`);
}

function isObjectSchema(value: unknown): boolean {
  return isMap(value) && value['type'] === 'object' && isMap(value['properties']);
}

function isExamples(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((one) => isMap(one) && typeof one['title'] === 'string' && isMap(one['params']))
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
