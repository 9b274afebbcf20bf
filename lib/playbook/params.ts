import { isPlainMap } from '../schema/examine.ts';
import { checkParams } from '../schema/static.ts';
import { CelText } from '../source/tags.ts';
import type { Compiled, Reference } from '../template/compiled.ts';
import { shapeOf } from '../template/shape.ts';
import { compileValue } from '../template/compile.ts';
import type { Reading } from './draft.ts';
import { hintParamHabit } from './param-habits.ts';
import { readExpression } from './expressions.ts';
import { filePlaces, resolveFile, resolveTemplate, templatePlaces } from './lookup.ts';
import type { ModuleInfo } from './model.ts';
import { Place } from './place.ts';
import { warnOfStatements } from './statements.ts';

export interface ParamsOptions extends Reading {
  readonly folders: readonly string[];
}

export interface ReadParams {
  readonly compiled: Compiled<Readonly<Record<string, unknown>>> | undefined;
  /** Names read by expressions and template files that the params lead to. */
  readonly references: readonly Reference[];
}

/** Keywords of a schema that the engine itself acts on. */
interface OwnKeywords {
  readonly resolve?: 'template' | 'file' | 'text';
  readonly expressions?: boolean;
  readonly shorthand?: string;
  readonly coerceToList?: boolean;
}

/** Reads a task's params: their shape against the module's schema, their templates, the files they name. */
export async function readParams(
  written: Place,
  module: ModuleInfo,
  options: ParamsOptions,
): Promise<ReadParams> {
  const { faults, validator, language } = options;
  const place = expandShorthand(written, module.params);
  const params = place.value;
  if (!isPlainMap(params) && !(params instanceof CelText)) {
    const hint = hintParams(written, module);
    faults.add('params', `the params of "${module.name}" are a map`, { span: place.span, hint });
    return { compiled: undefined, references: [] };
  }
  const shape = shapeOf(params, language);
  for (const { path, message, hint } of checkParams(validator, module.params, shape)) {
    const part = path.reduce<Place>((outer, step) => outer.at(step), place);
    const key = path.at(-1);
    const unknown = message.startsWith('unknown key');
    const text = unknown || key === undefined ? message : `"${key}" ${message}`;
    const span = unknown || key === undefined ? part.keySpan : part.span;
    const meant = unknown ? hintParamHabit(String(key), Object.keys(module.params.properties)) : undefined;
    faults.add(unknown ? 'unknown-param' : 'param', `${module.name}: ${text}`, { span, hint: meant ?? hint });
  }
  warnOfStatements(place, faults);
  const made = faults.attempt(() => compileValue(params, place.spans, language));
  const compiled = made as ReadParams['compiled'];
  const references: Reference[] = [];
  for (const name of place.keys()) {
    const schema = module.params.properties[name] as OwnKeywords | undefined;
    if (schema) references.push(...(await followParam(place.at(name), schema, options)));
  }
  return { compiled, references };
}

/** `shell: text` stands for the one param its schema names, a list too where that is one; `reboot:` for no params. */
function expandShorthand(place: Place, params: ModuleInfo['params']): Place {
  if (place.value === null) return new Place(place.document, place.path, {});
  const { shorthand = '' } = params as OwnKeywords;
  const named = params.properties[shorthand] as OwnKeywords | undefined;
  const isList = Array.isArray(place.value) && named?.coerceToList === true;
  if (shorthand === '' || (typeof place.value !== 'string' && !isList)) return place;
  const document = { ...place.document, spanAt: () => place.span, keySpanAt: () => place.keySpan };
  return new Place(document, place.path, { [shorthand]: place.value });
}

function hintParams({ value }: Place, { name, params }: ModuleInfo): string {
  const keys = Object.keys(params.properties);
  const [, given] = typeof value === 'string' ? (/^\s*(\w+)=/.exec(value) ?? []) : [];
  return `write ${name}: { ${given ?? keys[0] ?? 'name'}: … }, one key for each param`;
}

/** What a param leads to: expressions it holds, the template it names, the file it names. */
async function followParam(
  place: Place,
  schema: OwnKeywords,
  options: ParamsOptions,
): Promise<readonly Reference[]> {
  if (schema.expressions === true) {
    const places = Array.isArray(place.value) ? place.items() : [place];
    return places.flatMap((one) => readExpression(one, options)?.references ?? []);
  }
  const { value } = place;
  if (schema.resolve === undefined || typeof value !== 'string' || value.includes('{{')) return [];
  return schema.resolve === 'template'
    ? followTemplate(place, value, options)
    : followFile(place, value, options);
}

async function followTemplate(
  place: Place,
  path: string,
  options: ParamsOptions,
): Promise<readonly Reference[]> {
  const file = resolveTemplate(path, options.folders, options);
  if (file !== undefined) return (await options.template(file))?.references ?? [];
  const meant = [`${path}.hbs`, path.replace(/\.j2$/, '.hbs')].find((name) =>
    resolveTemplate(name, options.folders, options),
  );
  const places = templatePlaces(options.folders, options).join(', ');
  const hint = meant === undefined ? `looked for in ${places}` : `did you mean "${meant}"?`;
  options.faults.add('no-template', `there is no template "${path}"`, { span: place.span, hint });
  return [];
}

function followFile(place: Place, path: string, { folders, faults }: ParamsOptions): readonly Reference[] {
  if (resolveFile(path, folders) === undefined) {
    const hint = `looked for in ${filePlaces(folders)
      .join(', ')
      .replace(/, ([^,]+)$/, ' and $1')}`;
    faults.add('no-file', `there is no file "${path}"`, { span: place.span, hint });
  }
  return [];
}
