import { hintNearest } from '../core/nearest.ts';
import type { Reading, TaskDraft } from './draft.ts';
import { readCheckMode } from './check-mode.ts';
import { readCondition } from './expressions.ts';
import { readEnvironment } from './environment.ts';
import { KeywordReader } from './keyword-values.ts';
import { BLOCK_KEYWORDS, TASK_KEYWORDS } from './keywords.ts';
import { BLOCK_PARTS, type Block, type BlockPlace } from './model.ts';
import type { Place } from './place.ts';
import { readTask, type Surroundings } from './read-task.ts';
import { readVars } from './vars.ts';

/** Reads a list of tasks and blocks; a block's tasks follow one another, its `rescue` and `always` last. */
export function readTasks(
  list: Place | undefined,
  reading: Reading,
  around: Surroundings,
): Promise<readonly TaskDraft[]> {
  return readEach(list, (place) => (place.has('block') ? readBlock : readOne)(place, reading, around));
}

/** Handlers are called by name, one by one. */
export function readHandlers(
  list: Place | undefined,
  reading: Reading,
  around: Surroundings,
): Promise<readonly TaskDraft[]> {
  return readEach(list, (place) => readOne(place, reading, around));
}

/** One after the other: faults are told in the order of the file. */
async function readEach(
  list: Place | undefined,
  read: (place: Place) => Promise<readonly TaskDraft[]>,
): Promise<readonly TaskDraft[]> {
  const drafts: TaskDraft[] = [];
  for (const place of list?.items() ?? []) drafts.push(...(await read(place)));
  return drafts;
}

async function readOne(place: Place, reading: Reading, around: Surroundings): Promise<readonly TaskDraft[]> {
  const draft = await readTask(place, reading, around);
  return draft ? [draft] : [];
}

async function readBlock(
  place: Place,
  reading: Reading,
  around: Surroundings,
): Promise<readonly TaskDraft[]> {
  checkKeys(place, reading);
  const words = new KeywordReader(place, BLOCK_KEYWORDS, reading);
  const when = readCondition(place.at('when'), reading.faults);
  const inside = {
    folder: around.folder,
    tags: [...around.tags, ...words.words('tags')],
    vars: { ...around.vars, ...readVars(words.place('vars'), reading.faults) },
    environment: { ...around.environment, ...readEnvironment(words.place('environment'), reading.faults) },
    checkOnly: readCheckMode(place, words, { around, faults: reading.faults }),
    ignoreUnreachable: words.boolean('ignore_unreachable') ?? around.ignoreUnreachable,
    anyErrorsFatal: words.boolean('any_errors_fatal') ?? around.anyErrorsFatal,
    become: words.boolean('become') ?? around.become,
    becomeUser: words.string('become_user') ?? around.becomeUser,
    when: when ? [...around.when, when] : around.when,
  };
  const block: Block = { places: around.blocks };
  const drafts: TaskDraft[] = [];
  for (const part of BLOCK_PARTS) {
    const blocks: readonly BlockPlace[] = [...around.blocks, { block, part }];
    drafts.push(...(await readTasks(words.place(part), reading, { ...inside, blocks })));
  }
  return drafts;
}

function checkKeys(place: Place, { faults, modules }: Reading): void {
  for (const key of place.keys().filter((name) => !Object.hasOwn(BLOCK_KEYWORDS, name))) {
    const known = Object.keys(BLOCK_KEYWORDS);
    const hint =
      Object.hasOwn(TASK_KEYWORDS, key) || modules.has(key)
        ? 'write it on the tasks of the block'
        : (hintNearest(key, known) ?? `a block may say ${known.join(', ')}`);
    faults.add('unknown-key', `a block has no "${key}"`, { span: place.at(key).keySpan, hint });
  }
}
