import { hintNearest } from '../core/nearest.ts';
import { isPlainMap } from '../schema/examine.ts';
import { checkParams } from '../schema/static.ts';
import { compileValue } from '../template/compile.ts';
import { shapeOf } from '../template/shape.ts';
import { readInputs } from './declare-inputs.ts';
import type { Reading } from './draft.ts';
import { findMarks } from './inputs-marks.ts';
import type { InputsSchema, RoleInput, RoleUse } from './model.ts';
import { rootOf, type Place } from './place.ts';
import { findFile } from './role-folder.ts';

/** What a role declares in its `inputs.yml`. */
export async function readRoleInputs(folder: string, reading: Reading): Promise<InputsSchema> {
  const file = findFile(folder, 'inputs');
  const document = file === undefined ? undefined : await reading.document(file);
  if (!document) return {};
  const root = rootOf(document);
  const inputs = await readInputs(root, reading);
  for (const [name, schema] of Object.entries(inputs)) {
    const marks = findMarks({ properties: { [name]: schema } }, (node) =>
      ['generate', 'sameOn', 'knownKeys', 'localFile', 'fileContent'].find((key) => Object.hasOwn(node, key)),
    );
    for (const { mark } of marks) {
      const hint = 'a role has its inputs from who uses it: say so in the inputs of the playbook';
      reading.faults.add('input-schema', `the schema of input "${name}": "${mark}" has no effect here`, {
        span: root.at(name).keySpan,
        hint,
      });
    }
  }
  return inputs;
}

export interface GivenOptions {
  readonly reading: Reading;
  readonly declared: InputsSchema;
  readonly role: string;
  /** Where the role is named. */
  readonly named: Place;
}

/** The inputs of one use of a role: those given checked as far as they are literal, and none missing. */
export function readGiven(
  given: Place | undefined,
  { reading, declared, role, named }: GivenOptions,
): RoleUse['inputs'] {
  const { faults, validator, language } = reading;
  const known = Object.keys(declared);
  for (const key of given?.keys().filter((name) => !known.includes(name)) ?? []) {
    const hint = hintNearest(key, known) ?? `it has ${known.join(', ') || 'no inputs'}`;
    const span = given?.at(key).keySpan;
    faults.add('unknown-input', `the role "${role}" has no input "${key}"`, { span, hint });
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, schema]): [string, RoleInput] => {
      const holder = { type: 'object', properties: { [name]: schema } };
      const place = given?.has(name) === true ? given.at(name) : undefined;
      if (!place) {
        if (isNeeded(schema)) tellMissing(name, schema, { reading, declared, role, named });
        return [name, { holder, given: undefined }];
      }
      for (const { path, message, hint } of checkParams(validator, holder, {
        [name]: shapeOf(place.value, language),
      })) {
        const part = path.slice(1).reduce<Place>((outer, step) => outer.at(step), place);
        const what = `input ${path.join('.') || name} of role "${role}"`;
        const own = message.startsWith('unknown key')
          ? { text: ':', span: part.keySpan }
          : { text: '', span: part.span };
        faults.add('role-input', `${what}${own.text} ${message}`, {
          span: own.span,
          hint: hint ?? describe(schema),
        });
      }
      return [
        name,
        { holder, given: faults.attempt(() => compileValue(place.value, place.spans, language)) },
      ];
    }),
  );
}

/** One whose schema is wrong, which is told there, has none. */
function isNeeded(schema: object): boolean {
  return Object.keys(schema).length > 0 && !Object.hasOwn(schema, 'default');
}

function tellMissing(name: string, schema: unknown, { reading, role, named }: GivenOptions): void {
  const described = describe(schema);
  const what = described === undefined ? '' : ` (${described.replace(/\.$/, '')})`;
  const hint = `give it inputs: { ${name}: … }`;
  reading.faults.add('role-input', `the role "${role}" needs the input "${name}"${what}`, {
    span: named.span,
    hint,
  });
}

function describe(schema: unknown): string | undefined {
  const described = isPlainMap(schema) ? schema['description'] : undefined;
  return typeof described === 'string' ? described : undefined;
}
