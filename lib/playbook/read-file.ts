import { dirname, resolve } from 'node:path';
import { isPlainMap } from '../schema/examine.ts';
import { hintNearest } from '../core/nearest.ts';
import { mergeDeclarations, readInputs } from './declare-inputs.ts';
import type { PlayDraft, Reading } from './draft.ts';
import { hintPlayHabit } from './habits.ts';
import type { InputsSchema } from './model.ts';
import { isFile } from './lookup.ts';
import { besides, rootOf, type Place } from './place.ts';
import type { Compiled } from '../template/compiled.ts';
import { readCondition } from './expressions.ts';
import { readPlay } from './read-play.ts';

export interface ReadFileOptions {
  /** Inputs of the files that import this one. */
  readonly inputs: InputsSchema;
  /** Conditions of the imports that lead to it. */
  readonly when: readonly Compiled<boolean>[];
  /** The files that are being read, outermost first, to find cycles. */
  readonly trail: readonly string[];
}

/** Reads a playbook file and all it imports: a list of plays, or a map of inputs and plays. */
export async function readPlaybookFile(
  file: string,
  reading: Reading,
  { inputs, when, trail }: ReadFileOptions,
): Promise<readonly PlayDraft[]> {
  const { faults } = reading;
  const document = await reading.document(file);
  if (!document) return [];
  const root = rootOf(document);
  const plays = findPlays(root, reading);
  const own = root.has('inputs') ? await readInputs(root.at('inputs'), reading) : {};
  const merged = mergeDeclarations(inputs, own, { place: root.at('inputs'), faults });
  const options = { inputs: merged, when, trail: [...trail, resolve(file)] };
  const drafts: PlayDraft[] = [];
  for (const place of plays) {
    if (place.has('import')) {
      drafts.push(...(await readImport(place, reading, options)));
      continue;
    }
    const draft = await readPlay(place, reading, {
      folder: dirname(file),
      importers: trail.map((one) => dirname(one)).reverse(),
      inputs: merged,
      when,
    });
    if (draft) drafts.push(draft);
  }
  return drafts;
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
    const near = own ?? hintNearest(key, ['inputs', 'plays']) ?? hint;
    faults.add('unknown-key', `unknown key "${key}"`, { span: root.at(key).keySpan, hint: near });
  }
  const plays = root.at('plays');
  if (Array.isArray(plays.value)) return plays.items();
  if (plays.value !== undefined || !root.has('hosts')) {
    faults.add('shape', '"plays" must be a list of plays', { span: plays.span, hint });
  }
  return [];
}

async function readImport(
  place: Place,
  reading: Reading,
  { inputs, when, trail }: ReadFileOptions,
): Promise<readonly PlayDraft[]> {
  const { faults } = reading;
  const target = place.at('import');
  const own = readCondition(place.at('when'), faults);
  for (const key of place.keys().filter((name) => name !== 'import' && name !== 'when')) {
    const hint = 'an import says no more than its file, and when; say the rest in the plays there';
    faults.add('unknown-key', `unknown key "${key}" beside "import"`, { span: place.at(key).keySpan, hint });
  }
  if (typeof target.value !== 'string' || target.value === '') {
    faults.add('import', '"import" names a playbook', {
      span: target.span,
      hint: 'write - import: other.yml',
    });
    return [];
  }
  const file = besides(place.document.file, target.value);
  if (trail.includes(resolve(file))) {
    faults.add('import-cycle', `"${target.value}" imports itself by way of this file`, { span: target.span });
    return [];
  }
  if (!isFile(file)) {
    const hint = `the path counts from ${dirname(place.document.file)}`;
    faults.add('no-import', `there is no playbook "${target.value}"`, { span: target.span, hint });
    return [];
  }
  return readPlaybookFile(file, reading, { inputs, when: own ? [...when, own] : when, trail });
}
