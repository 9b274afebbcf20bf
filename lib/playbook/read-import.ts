import { dirname, resolve } from 'node:path';
import { hintNearest } from '../core/nearest.ts';
import { parsePointer } from '../inventory/layers.ts';
import { checkParams } from '../schema/static.ts';
import { compileValue } from '../template/compile.ts';
import type { Compiled } from '../template/compiled.ts';
import { compileLiteral } from '../template/literal.ts';
import { shapeOf } from '../template/shape.ts';
import type { Compiling, Reading } from './draft.ts';
import { readCondition } from './expressions.ts';
import { KeywordReader } from './keyword-values.ts';
import { IMPORT_KEYWORDS } from './keywords/play.ts';
import { isFile } from './lookup.ts';
import type { GivenInputs, InputsSchema, Play } from './model.ts';
import { besides, type Place } from './place.ts';
import { readVars } from './vars.ts';

const WORDS = ['import', 'import_playbook'] as const;

/** What imports say of the plays they lead to. */
export interface ImportWords extends Pick<Play, 'when' | 'tags' | 'vars'> {
  readonly given: GivenInputs | undefined;
}

export const NO_WORDS: ImportWords = { when: [], tags: [], vars: {}, given: undefined };

export interface Import {
  readonly file: string;
  readonly words: ImportWords;
  /** Where inputs are given. */
  readonly given: Place | undefined;
}

export function findImport(place: Place): string | undefined {
  return WORDS.find((word) => place.has(word));
}

/** Reads an import, whose words add to those of the imports around it. Undefined where it leads nowhere. */
export function readImport(
  place: Place,
  reading: Reading,
  {
    inputs,
    words: around,
    trail,
  }: {
    readonly inputs: InputsSchema;
    readonly words: ImportWords;
    readonly trail: readonly string[];
  },
): Import | undefined {
  const { faults } = reading;
  const word = findImport(place) ?? '';
  const target = place.at(word);
  for (const key of place.keys().filter((name) => !Object.hasOwn(IMPORT_KEYWORDS, name))) {
    const hint =
      hintNearest(key, Object.keys(IMPORT_KEYWORDS)) ??
      'an import says when, tags, vars and inputs; say the rest in the plays there';
    faults.add('unknown-key', `unknown key "${key}" beside "${word}"`, { span: place.at(key).keySpan, hint });
  }
  const words = new KeywordReader(place, IMPORT_KEYWORDS, reading);
  const when = readCondition(place.at('when'), reading);
  const given = words.place('inputs');
  const joined = {
    when: when ? [...around.when, when] : around.when,
    tags: [...around.tags, ...words.words('tags')],
    vars: { ...readVars(words.place('vars'), reading), ...around.vars },
    given: given ? { values: readValues(given, reading), inputs, outer: around.given } : around.given,
  };
  const file = findFile(target, { trail, faults });
  return file === undefined ? undefined : { file, words: joined, given };
}

function readValues(given: Place, { faults, language }: Compiling): GivenInputs['values'] {
  return Object.fromEntries(
    given.keys().map((name) => {
      const place = given.at(name);
      const compiled: Compiled =
        faults.attempt(() => compileValue(place.value, place.spans, language)) ??
        compileLiteral(null, place.span);
      return [name, { compiled, spanAt: (pointer: string) => place.spans(parsePointer(pointer)) }];
    }),
  );
}

function findFile(
  target: Place,
  { trail, faults }: { readonly trail: readonly string[]; readonly faults: Reading['faults'] },
): string | undefined {
  const { value, span } = target;
  if (typeof value !== 'string' || value === '') {
    const hint = 'write - import: other.yml';
    faults.add('import', '"import" names a playbook', { span, hint });
    return undefined;
  }
  const file = besides(target.document.file, value);
  if (trail.includes(resolve(file))) {
    faults.add('import-cycle', `"${value}" imports itself by way of this file`, { span });
    return undefined;
  }
  if (!isFile(file)) {
    const hint = `the path counts from ${dirname(target.document.file)}`;
    faults.add('no-import', `there is no playbook "${value}"`, { span, hint });
    return undefined;
  }
  return file;
}

/** Checks what an import gives against what the file has, as far as it is literal. */
export function checkGiven(given: Place, inputs: InputsSchema, reading: Reading): void {
  const { faults, validator, language } = reading;
  for (const name of given.keys()) {
    const place = given.at(name);
    const schema = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (!schema) {
      const known = Object.keys(inputs);
      const hint = hintNearest(name, known) ?? `it has ${known.join(', ') || 'no inputs'}`;
      faults.add('unknown-input', `the playbook has no input "${name}"`, { span: place.keySpan, hint });
      continue;
    }
    const holder = { type: 'object', properties: { [name]: schema } };
    const shape = { [name]: shapeOf(place.value, language) };
    for (const { path, message, hint } of checkParams(validator, holder, shape)) {
      const part = path.slice(1).reduce<Place>((outer, step) => outer.at(step), place);
      const isKey = message.startsWith('unknown key');
      faults.add('import-input', `input ${path.join('.')}${isKey ? ':' : ''} ${message}`, {
        span: isKey ? part.keySpan : part.span,
        hint,
      });
    }
  }
}
