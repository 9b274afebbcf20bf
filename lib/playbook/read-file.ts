import { dirname, resolve } from 'node:path';
import { isPlainMap } from '../schema/examine.ts';
import { hintNearest } from '../core/nearest.ts';
import { mergeDeclarations, readInputs } from './declare-inputs.ts';
import type { PlayDraft, Reading } from './draft.ts';
import { listGiven } from './given-inputs.ts';
import { hintPlayHabit } from './habits.ts';
import type { InputsSchema } from './model.ts';
import { rootOf, type Place } from './place.ts';
import { checkGiven, findImport, readImport, type ImportWords } from './read-import.ts';
import { readPlay } from './read-play.ts';

export interface ReadFileOptions {
  /** Inputs of the files that import this one. */
  readonly inputs: InputsSchema;
  /** What the imports say that lead to it. */
  readonly words: ImportWords;
  /** Where the one that names it gives inputs. */
  readonly given?: Place | undefined;
  /** The files that are being read, outermost first, to find cycles. */
  readonly trail: readonly string[];
}

/** Reads a playbook file and all it imports: a list of plays, or a map of inputs and plays. */
export async function readPlaybookFile(
  file: string,
  reading: Reading,
  { inputs, words, given, trail }: ReadFileOptions,
): Promise<readonly PlayDraft[]> {
  const { faults } = reading;
  const document = await reading.document(file);
  if (!document) return [];
  const root = rootOf(document);
  const plays = findPlays(root, reading);
  const own = root.has('inputs') ? await readInputs(root.at('inputs'), reading) : {};
  const outer = dropGiven(inputs, own, words);
  const merged = mergeDeclarations(outer, own, { place: root.at('inputs'), faults });
  const inside = { inputs: merged, words, trail: [...trail, resolve(file)] };
  const drafts: PlayDraft[] = [];
  for (const place of plays) {
    if (findImport(place) !== undefined) {
      const found = readImport(place, reading, inside);
      if (found) drafts.push(...(await readPlaybookFile(found.file, reading, { ...inside, ...found })));
      continue;
    }
    const draft = await readPlay(place, reading, {
      folder: dirname(file),
      importers: trail.map((one) => dirname(one)).reverse(),
      inputs: merged,
      words,
    });
    if (draft) drafts.push(draft);
  }
  if (given)
    checkGiven(
      given,
      Object.assign({}, merged, ...drafts.map(({ play }) => play.inputs)) as InputsSchema,
      reading,
    );
  return drafts;
}

/** What is given a value need not be the same input as outside. The same object where nothing is dropped. */
function dropGiven(inputs: InputsSchema, own: InputsSchema, { given }: ImportWords): InputsSchema {
  const names = listGiven(given).flatMap(({ values }) => Object.keys(values));
  const dropped = names.filter((name) => Object.hasOwn(own, name) && Object.hasOwn(inputs, name));
  if (dropped.length === 0) return inputs;
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !dropped.includes(name)));
}

function findPlays(root: Place, { faults }: Reading): readonly Place[] {
  if (Array.isArray(root.value)) return root.items();
  const hint = 'write a list of plays, or a map with inputs: and plays:';
  if (!isPlainMap(root.value)) {
    faults.add('shape', 'a playbook is a list of plays', { span: root.span, hint });
    return [];
  }
  for (const key of root.keys().filter((name) => name !== 'inputs' && name !== 'plays')) {
    const isPlay = key === 'hosts' || key === 'tasks';
    const own = isPlay ? 'a play is an item of a list: put "- " before its first key' : hintPlayHabit(key);
    const near = hintInventory(key) ?? own ?? hintNearest(key, ['inputs', 'plays']) ?? hint;
    faults.add('unknown-key', `unknown key "${key}"`, { span: root.at(key).keySpan, hint: near });
  }
  const plays = root.at('plays');
  if (Array.isArray(plays.value)) return plays.items();
  if (plays.value !== undefined || !root.has('hosts')) {
    faults.add('shape', '"plays" must be a list of plays', { span: plays.span, hint });
  }
  return [];
}

function hintInventory(key: string): string | undefined {
  return key === 'groups' || key === 'connection' || key === 'constructed'
    ? 'this looks like an inventory: give it with -i'
    : undefined;
}
