import type { Reading, TaskDraft } from './draft.ts';
import { checkGroupKeys } from './group-keys.ts';
import { findInclude, readInclude } from './include.ts';
import { KeywordReader } from './keyword-values.ts';
import { BLOCK_KEYWORDS } from './keywords/group.ts';
import { BLOCK_PARTS, type Block, type BlockPlace } from './model.ts';
import type { Place } from './place.ts';
import { readTask } from './read-task.ts';
import { isRoleTask, readRoleTask } from './roles.ts';
import { enterGroup, type Surroundings } from './surroundings.ts';

/**
 * Reads a list of tasks, blocks and what includes tasks, or of handlers. A block's tasks follow one another, its
 * `rescue` and `always` last. Faults are told in the order of the file, so one is read after the other.
 */
export async function readTasks(
  list: Place | undefined,
  reading: Reading,
  around: Surroundings,
): Promise<readonly TaskDraft[]> {
  const drafts: TaskDraft[] = [];
  for (const place of list?.items() ?? []) drafts.push(...(await readEntry(place, reading, around)));
  return drafts;
}

async function readEntry(
  place: Place,
  reading: Reading,
  around: Surroundings,
): Promise<readonly TaskDraft[]> {
  if (place.has('block')) return (around.handlers ? readHandlersOfBlock : readBlock)(place, reading, around);
  if (findInclude(place) !== undefined) return readInclude(place, { reading, around }, readTasks);
  if (isRoleTask(place)) return readRoleTask(place, { reading, around }, readTasks);
  const draft = await readTask(place, reading, around);
  return draft ? [draft] : [];
}

async function readBlock(
  place: Place,
  reading: Reading,
  around: Surroundings,
): Promise<readonly TaskDraft[]> {
  checkGroupKeys(place, { ...reading, what: 'a block', keywords: BLOCK_KEYWORDS });
  const words = new KeywordReader(place, BLOCK_KEYWORDS, reading);
  const inside = enterGroup(place, { words, reading, around });
  const block: Block = { places: around.blocks };
  const drafts: TaskDraft[] = [];
  for (const part of BLOCK_PARTS) {
    const blocks: readonly BlockPlace[] = [...around.blocks, { block, part }];
    drafts.push(...(await readTasks(words.place(part), reading, { ...inside, blocks })));
  }
  return drafts;
}

/** Handlers are called by name, one by one: they stand in no block. What notifies these is right all the same. */
async function readHandlersOfBlock(
  place: Place,
  reading: Reading,
  around: Surroundings,
): Promise<readonly TaskDraft[]> {
  const hint = 'handlers are tasks one by one: give each of these listen: and the word that is notified';
  const { keySpan: span } = place.at('block');
  reading.faults.add('block-of-handlers', 'handlers stand in no block', { span, hint });
  const words = new KeywordReader(place, BLOCK_KEYWORDS, reading);
  const name = words.string('name') ?? [];
  const drafts = await readTasks(words.place('block'), reading, around);
  return drafts.map((draft) => ({ ...draft, listen: [...draft.listen, name].flat() }));
}
