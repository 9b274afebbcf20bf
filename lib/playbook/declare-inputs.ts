import { isDeepStrictEqual } from 'node:util';
import { isVariableName } from '../inventory/names.ts';
import type { TSchema } from '../schema/build.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { Reading } from './draft.ts';
import type { Faults } from './faults.ts';
import type { InputsSchema } from './model.ts';
import type { Place } from './place.ts';
import { checkOwnKeywords } from './own-keywords.ts';
import { followReferences } from './references.ts';

type Context = Pick<Reading, 'document' | 'faults' | 'validator'>;

/** The declared inputs of a file or a play: schemas by name; `{ $ref: file }` stands for what that file holds. */
export async function readInputs(place: Place, context: Context): Promise<InputsSchema> {
  const source = await followReferences(place, context);
  if (!source || source.value === null) return {};
  if (!isPlainMap(source.value)) {
    const hint = 'write names and schemas: port: { type: integer, default: 8080, description: … }';
    context.faults.add('inputs', 'inputs are a map of names to schemas', { span: source.span, hint });
    return {};
  }
  // One that is wrong is declared all the same, so that its readers are not told of as well.
  return Object.fromEntries(
    source.keys().map((name) => {
      const usable = checkInput(source.at(name), name, context);
      return [name, usable ? (source.at(name).value as InputsSchema[string]) : {}];
    }),
  );
}

/** Whether an input is declared well enough to be used. */
function checkInput(place: Place, name: string, { validator, faults }: Context): boolean {
  if (!isVariableName(name)) {
    const hint = 'letters, digits and "_", so that inputs.name can be written';
    faults.add('bad-name', `"${name}" cannot be the name of an input`, { span: place.keySpan, hint });
    return false;
  }
  const issues = validator.checkSchema(place.value);
  for (const { path, message, hint } of issues) {
    const part = path.reduce<Place>((outer, step) => outer.at(step), place);
    const what = path.length === 0 ? message : `${path.join('.')} ${message}`;
    faults.add('input-schema', `the schema of input "${name}": ${what}`, { span: part.span, hint });
  }
  checkOwnKeywords(place, faults);
  if (issues.length === 0 && place.has('default')) checkDefault(place, name, { validator, faults });
  return issues.length === 0;
}

function checkDefault(
  place: Place,
  name: string,
  { validator, faults }: Pick<Context, 'validator' | 'faults'>,
): void {
  const { issues } = validator.validate(place.value as TSchema, place.at('default').value);
  for (const { path, message, hint } of issues) {
    const part = path.reduce<Place>((outer, step) => outer.at(step), place.at('default'));
    const what = ['default', ...path].join('.');
    faults.add('input-schema', `the schema of input "${name}": ${what} ${message}`, {
      span: part.span,
      hint,
    });
  }
}

/** Both, where they do not contradict one another. The outer object itself where nothing is added. */
export function mergeDeclarations(
  outer: InputsSchema,
  inner: InputsSchema,
  { place, faults }: { readonly place: Place; readonly faults: Faults },
): InputsSchema {
  const added = Object.keys(inner).filter((name) => !isDeepStrictEqual(outer[name], inner[name]));
  for (const name of added.filter((one) => Object.hasOwn(outer, one))) {
    const span = place.has(name) ? place.at(name).keySpan : place.span;
    const hint = 'declare it once, in the file that is imported, or call it otherwise';
    faults.add('input-clash', `input "${name}" is declared otherwise by a file that imports this one`, {
      span,
      hint,
    });
  }
  if (added.length === 0) return outer;
  return Object.keys(outer).length === 0 ? inner : { ...outer, ...inner };
}

/** The schema of all inputs together, for checks of what is read from `inputs`. */
export function schemaOfInputs(inputs: InputsSchema): TSchema {
  return { type: 'object', properties: inputs, additionalProperties: false };
}
