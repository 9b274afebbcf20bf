import { hintNearest } from '../core/nearest.ts';
import { findHost } from '../inventory/localhost.ts';
import type { PlayDraft, Reading, TaskDraft } from './draft.ts';

/** Checks users and hosts that tasks name: `become_user` has an effect, `delegate_to` is known. */
export function checkUsersAndHosts(draft: PlayDraft, reading: Reading): void {
  const { faults, inventory } = reading;
  const fromInventory = [...(inventory?.hosts.values() ?? [])].some(
    ({ connection }) => connection.become === true,
  );
  const hint = 'write become: true beside it';
  if (
    draft.play.becomeUser !== undefined &&
    draft.play.become !== true &&
    !(draft.play.become === undefined && fromInventory)
  ) {
    const span = draft.place.at('become_user').keySpan;
    faults.add('become-user', '"become_user" has no effect without "become"', { span, hint });
  }
  for (const task of [...draft.tasks, ...draft.handlers]) {
    const become = task.task.become ?? draft.play.become;
    if (task.place.has('become_user') && become !== true && !(become === undefined && fromInventory)) {
      const span = task.place.at('become_user').keySpan;
      faults.add('become-user', '"become_user" has no effect without "become"', { span, hint });
    }
    checkDelegate(task, reading);
  }
}

function checkDelegate({ task, place }: TaskDraft, { faults, inventory }: Reading): void {
  const name = task.delegateTo?.literal?.value;
  if (name === undefined || !inventory || findHost(name, inventory)) return;
  const hint =
    hintNearest(name, [...inventory.hosts.keys(), 'localhost']) ?? 'it must be a host of the inventory';
  faults.add('unknown-host', `no host is called "${name}"`, { span: place.at('delegate_to').span, hint });
}
