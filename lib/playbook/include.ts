import { dirname, join, resolve } from 'node:path';
import { isPlainMap } from '../schema/examine.ts';
import type { TaskDraft } from './draft.ts';
import { checkGroupKeys } from './group-keys.ts';
import { KeywordReader } from './keyword-values.ts';
import { INCLUDE_KEYWORDS } from './keywords/group.ts';
import { isFile } from './lookup.ts';
import { besides, rootOf, type Place } from './place.ts';
import { enterGroup, type GroupOptions, type ReadList, type Surroundings } from './surroundings.ts';

/** Both mean the same: the file is read with the playbook, before the first connection. */
const WORDS = ['import_tasks', 'include_tasks'] as const;

export function findInclude(place: Place): string | undefined {
  return WORDS.find((word) => place.has(word));
}

/** Reads the tasks of another file in place of the task that names it. */
export async function readInclude(
  place: Place,
  { reading, around }: GroupOptions,
  read: ReadList,
): Promise<readonly TaskDraft[]> {
  const word = findInclude(place) ?? '';
  checkGroupKeys(place, { ...reading, what: `"${word}"`, keywords: INCLUDE_KEYWORDS });
  const words = new KeywordReader(place, INCLUDE_KEYWORDS, reading);
  const inside = enterGroup(place, { words, reading, around });
  const file = findTaskFile(place.at(word), { reading, around });
  return file === undefined ? [] : readTaskFile(file, { reading, around: inside }, read);
}

/** The tasks of a file; a fault of the file is told in it. */
export async function readTaskFile(
  file: string,
  { reading, around }: GroupOptions,
  read: ReadList,
): Promise<readonly TaskDraft[]> {
  const document = await reading.document(file);
  if (!document || document.value === null) return [];
  const list = rootOf(document);
  if (!Array.isArray(list.value) || list.items().some((item) => item.has('hosts'))) {
    const hint = Array.isArray(list.value)
      ? 'these are plays: name their file between plays, by - import:'
      : 'write the tasks as a list, without a key over it';
    reading.faults.add('shape', 'a file of tasks is a list of tasks', { span: list.span, hint });
    return [];
  }
  return read(list, reading, enterFile(file, around));
}

/** Files in the folders of a role count from the role. */
function enterFile(file: string, around: Surroundings): Surroundings {
  const folder = dirname(file);
  const isOfRole = around.role !== undefined && dirname(folder) === around.role.folder;
  return {
    ...around,
    folders: isOfRole || around.folders.includes(folder) ? around.folders : [folder, ...around.folders],
    roleFolders: [...around.roleFolders, join(folder, 'roles')],
    trail: [...around.trail, resolve(file)],
  };
}

function findTaskFile(target: Place, { reading: { faults }, around }: GroupOptions): string | undefined {
  const named = isPlainMap(target.value) && target.has('file') ? target.at('file') : target;
  const { value, span } = named;
  if (isPlainMap(target.value)) {
    for (const key of target.keys().filter((one) => one !== 'file')) {
      const hint = 'what is said for all tasks of the file stands beside it: tags, when, vars, become';
      faults.add('unknown-key', `unknown key "${key}"`, { span: target.at(key).keySpan, hint });
    }
  }
  if (typeof value !== 'string' || value === '') {
    const hint = 'write import_tasks: other.yml';
    faults.add('include', 'a file of tasks is named by its path', { span, hint });
    return undefined;
  }
  if (value.includes('{{')) {
    const hint = 'all files are read before the first connection: list them, each with its when';
    faults.add('include', 'the name of a file of tasks cannot be a template', { span, hint });
    return undefined;
  }
  const file = besides(target.document.file, value);
  if (around.trail.includes(resolve(file))) {
    faults.add('include-cycle', `"${value}" includes itself by way of this file`, { span });
    return undefined;
  }
  if (!isFile(file)) {
    const hint = `the path counts from ${dirname(target.document.file)}`;
    faults.add('no-include', `there is no file of tasks "${value}"`, { span, hint });
    return undefined;
  }
  return file;
}
