import type { PlayDraft, TaskDraft } from './draft.ts';
import { checkNotify, checkTold, type Called } from './check-handlers.ts';
import type { Faults } from './faults.ts';
import type { RoleUse } from './model.ts';
import { listUses } from './role-chain.ts';

type Drafts = Pick<PlayDraft, 'tasks' | 'handlers'>;

/** Gives handlers their ids and puts these in place of the words by which tasks notify. */
export function linkHandlers({ tasks, handlers }: Drafts, faults: Faults): Drafts {
  const called = nameHandlers(handlers, faults);
  const link = (draft: TaskDraft, after: number): TaskDraft => {
    const reached = draft.task.notify.map((word) => findCalled(word, { called, from: draft.task.role }));
    checkNotify(draft, reached, { called, after, faults });
    const notify = [...new Set(reached.flat().map(({ id }) => id))];
    return { ...draft, task: { ...draft.task, notify } };
  };
  const linked = {
    tasks: tasks.map((draft) => link(draft, -1)),
    handlers: called.map(({ draft, id }, index) => {
      const own = link(draft, index);
      return { ...own, task: { ...own.task, handlerId: id } };
    }),
  };
  checkTold(
    called,
    new Set([...linked.tasks, ...linked.handlers].flatMap(({ task }) => task.notify)),
    faults,
  );
  return linked;
}

/**
 * Every handler of that name or listening to it, in the order in which they run. In a role, a name is that of its own
 * handler where it has such a one; of a role that is used several times, each use reaches its own handlers.
 */
function findCalled(
  word: string,
  { called, from }: { readonly called: readonly Called[]; readonly from: RoleUse | undefined },
): readonly Called[] {
  const uses = listUses(from);
  const near = called.filter(({ draft: { task } }) => {
    const isOther = task.role !== undefined && !uses.includes(task.role);
    return !isOther || !uses.some(({ folder }) => folder === task.role?.folder);
  });
  const named = near.filter(
    ({ name, draft: { task } }) => name !== undefined && [name, joinNames(task.role, name)].includes(word),
  );
  const home = uses.findLast((use) => named.some(({ draft }) => draft.task.role === use));
  const meant = home ? named.filter(({ draft }) => draft.task.role === home) : named;
  return near.filter((one) => meant.includes(one) || one.draft.listen.includes(word));
}

/** As a handler of a role is called from outside, where its name alone could be that of others. */
function joinNames(role: RoleUse | undefined, name: string): string {
  return role ? `${role.name} : ${name}` : name;
}

/** The id is the name as written, so that what an earlier run left owed is known again. */
function nameHandlers(handlers: readonly TaskDraft[], faults: Faults): readonly Called[] {
  const ids = new Set<string>();
  const names = new Map<string, (RoleUse | undefined)[]>();
  return handlers.map((draft) => {
    const name = nameHandler(draft, faults);
    const { role } = draft.task;
    const homes = names.get(name ?? '') ?? [];
    names.set(name ?? '', [...homes, role]);
    if (name !== undefined && homes.includes(role)) {
      const { span } = draft.place.at('name');
      faults.add('same-handler', `two handlers are called "${name}"`, { span, hint: 'rename one' });
    }
    const id = makeUnique(joinNames(role, name ?? draft.listen.join(', ')), ids);
    ids.add(id);
    return { draft, name, id };
  });
}

function makeUnique(name: string, taken: ReadonlySet<string>): string {
  let id = name;
  for (let number = 2; taken.has(id); number += 1) id = `${name} (${number})`;
  return id;
}

/** A handler is called by its name as written. */
function nameHandler({ task, place, listen }: TaskDraft, faults: Faults): string | undefined {
  if (place.has('name') && task.name.literal) return task.name.literal.value;
  if (listen.length > 0) return undefined;
  if (!place.has('name')) {
    const hint = 'write name:';
    faults.add('unnamed-handler', 'a handler needs a name to be notified by', { span: place.span, hint });
    return undefined;
  }
  const hint = 'notify it by a word it has under listen:, or put what differs between hosts into its params';
  faults.add('templated-handler', 'the name of a handler cannot be a template', {
    span: place.at('name').span,
    hint,
  });
  return undefined;
}
