import { findNearest, hintNearest } from '../core/nearest.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { TaskDraft } from './draft.ts';
import { checkGroupKeys } from './group-keys.ts';
import { KeywordReader } from './keyword-values.ts';
import { ROLE_KEYWORDS, ROLE_PARAMS, ROLE_TASK_KEYWORDS } from './keywords/role.ts';
import { rootOf, type Place } from './place.ts';
import { findPart, findRole } from './role-folder.ts';
import { isRepeated, readRole, type RoleWish } from './role-use.ts';
import { enterGroup, type GroupOptions, type ReadList } from './surroundings.ts';

const WORDS = ['import_role', 'include_role'] as const;

export function isRoleTask(place: Place): boolean {
  return WORDS.some((word) => place.has(word));
}

/** The tasks of roles that a play, or another role, lists. One that was used in the same words is not used again. */
export async function readRoles(
  list: Place | undefined,
  { reading, around }: GroupOptions,
  read: ReadList,
): Promise<readonly TaskDraft[]> {
  const drafts: TaskDraft[] = [];
  for (const place of list?.items() ?? []) {
    if (isPlainMap(place.value)) {
      const otherwise = 'what is given to the role goes into inputs: or vars:';
      checkGroupKeys(place, { ...reading, what: 'a role', otherwise, keywords: ROLE_KEYWORDS });
    }
    const words = new KeywordReader(place, ROLE_KEYWORDS, reading);
    const wish: RoleWish = {
      named: isPlainMap(place.value) ? place.at('role') : place,
      place,
      inputs: words.place('inputs'),
    };
    const options = { reading, around: enterGroup(place, { words, reading, around }) };
    if (isPlainMap(place.value) && isMisspelt('role', place)) continue;
    const folder = findRole(wish.named, options);
    if (folder === undefined || isRepeated(folder, wish, around)) continue;
    drafts.push(...(await readWithDependencies({ ...wish, folder }, options, read)));
  }
  return drafts;
}

/** The key is not there, and one like it is, which is told. */
function isMisspelt(key: string, place: Place): boolean {
  return !place.has(key) && place.keys().some((one) => findNearest(one, [key]) === key);
}

/** The tasks of a role in place of the task that names it. */
export async function readRoleTask(
  place: Place,
  { reading, around }: GroupOptions,
  read: ReadList,
): Promise<readonly TaskDraft[]> {
  const { faults } = reading;
  const word = WORDS.find((one) => place.has(one)) ?? '';
  const target = place.at(word);
  if (around.handlers) {
    const hint = 'its handlers join those of the play where its tasks are';
    faults.add('role', 'a role stands among tasks, not among handlers', { span: target.keySpan, hint });
    return [];
  }
  checkGroupKeys(place, { ...reading, what: `"${word}"`, keywords: ROLE_TASK_KEYWORDS });
  const isMap = isPlainMap(target.value);
  for (const key of target.keys().filter((name) => !Object.hasOwn(ROLE_PARAMS, name))) {
    const near = hintNearest(key, Object.keys(ROLE_PARAMS));
    const hint = key.endsWith('_from')
      ? 'a role begins at its tasks/main.yml; import_tasks: takes any file'
      : (near ??
        `it has ${Object.keys(ROLE_PARAMS).join(' and ')}; what is said for all of its tasks stands beside it`);
    faults.add('unknown-key', `unknown key "${key}"`, { span: target.at(key).keySpan, hint });
  }
  const words = new KeywordReader(place, ROLE_TASK_KEYWORDS, reading);
  const wish: RoleWish = {
    named: isMap ? target.at('name') : target,
    place,
    inputs: new KeywordReader(target, ROLE_PARAMS, reading).place('inputs'),
  };
  const options = { reading, around: enterGroup(place, { words, reading, around }) };
  if (isMap && isMisspelt('name', target)) return [];
  const folder = findRole(wish.named, options);
  return folder === undefined ? [] : readWithDependencies({ ...wish, folder }, options, read);
}

/** What `meta/main.yml` says a role depends on comes before it, and sees what the role sees. */
async function readWithDependencies(
  wish: RoleWish & { readonly folder: string },
  options: GroupOptions,
  read: ReadList,
): Promise<readonly TaskDraft[]> {
  const { reading } = options;
  return readRole(wish, options, {
    read,
    before: async (around) => {
      const meta = findPart(wish.folder, 'meta');
      const document = meta === undefined ? undefined : await reading.document(meta);
      const dependencies = document && rootOf(document).at('dependencies');
      if (!dependencies || dependencies.value === undefined || dependencies.value === null) return [];
      if (Array.isArray(dependencies.value)) return readRoles(dependencies, { reading, around }, read);
      const hint = 'write dependencies: [other-role]';
      reading.faults.add('shape', 'dependencies are a list of roles', { span: dependencies.span, hint });
      return [];
    },
  });
}
