import { hintNearest } from '../core/nearest.ts';
import { findHost } from '../inventory/localhost.ts';
import type { PlayDraft, Reading, TaskDraft } from './draft.ts';
import type { Place } from './place.ts';

/** Checks users and hosts that tasks name: `become_user` has an effect, `delegate_to` is known. */
export function checkUsersAndHosts(draft: PlayDraft, reading: Reading): void {
  checkUsers(draft, reading);
  for (const task of [...draft.tasks, ...draft.handlers]) checkDelegate(task, reading);
}

/** Wherever a user is said, some task that has it from there must become one. */
function checkUsers({ play, place, tasks, handlers }: PlayDraft, { faults, inventory }: Reading): void {
  const hosts = [...(inventory?.hosts.values() ?? [])];
  const byInventory = hosts.some(({ connection }) => connection.become === true);
  const ofPlay = play.becomeUser === undefined ? undefined : place;
  const hasEffect = new Map<Place, boolean>();
  if (ofPlay) hasEffect.set(ofPlay, play.become ?? byInventory);
  for (const { task, userFrom = ofPlay } of [...tasks, ...handlers]) {
    if (!userFrom) continue;
    const becomes = task.become ?? play.become ?? byInventory;
    hasEffect.set(userFrom, becomes || hasEffect.get(userFrom) === true);
  }
  for (const [from] of [...hasEffect].filter(([, has]) => !has)) {
    const span = from.at('become_user').keySpan;
    const hint = 'write become: true beside it';
    faults.add('become-user', '"become_user" has no effect without "become"', { span, hint });
  }
}

function checkDelegate({ task, place }: TaskDraft, { faults, inventory }: Reading): void {
  const name = task.delegateTo?.literal?.value;
  if (name === undefined || !inventory || findHost(name, inventory)) return;
  const hint =
    hintNearest(name, [...inventory.hosts.keys(), 'localhost']) ?? 'it must be a host of the inventory';
  faults.add('unknown-host', `no host is called "${name}"`, { span: place.at('delegate_to').span, hint });
}
