import type { Span } from '../core/diagnostic.ts';
import type { Inventory } from '../inventory/model.ts';
import type { PlayDraft, Reading } from './draft.ts';
import type { Faults } from './faults.ts';
import { listUses } from './role-chain.ts';
import { findRings, type Ring } from './rings.ts';
import { findMakers, variableNames } from './scope.ts';
import { seeAround, seeFromPlay, seeFromTask, seeInside, type GivenElsewhere } from './vars-in-sight.ts';

/** Tells variables that are made from themselves, by way of others or at once; each ring once. */
export function checkRings(plays: readonly PlayDraft[], { inventory, faults }: Reading): void {
  const given: GivenElsewhere = {
    byCommandLine: namesOfCommandLine(inventory),
    byTasks: findMakers(plays),
    byInventory: variableNames(inventory),
  };
  for (const draft of plays) {
    for (const ring of findRingsOfPlay(draft, given)) tell(ring, faults);
  }
}

function findRingsOfPlay({ play, tasks, handlers }: PlayDraft, given: GivenElsewhere): readonly Ring[] {
  const sight = seeFromPlay(play, given);
  const all = [...tasks, ...handlers].map(({ task }) => task);
  return [
    ...findRings(sight, Object.keys(play.vars)),
    ...[...new Set(all.flatMap(({ role }) => listUses(role)))].flatMap((role) => [
      ...findRings(seeAround(role, sight, given), Object.keys(role.around)),
      ...findRings(seeInside(role, sight, given), Object.keys({ ...role.defaults, ...role.vars })),
    ]),
    ...all
      .filter(({ vars }) => Object.keys(vars).length > 0)
      .flatMap((task) => findRings(seeFromTask(task, sight, given), Object.keys(task.vars))),
  ];
}

function namesOfCommandLine(inventory: Inventory | undefined): ReadonlySet<string> {
  const [host] = inventory?.hosts.values() ?? [];
  const names = Object.keys(host?.vars ?? {});
  return new Set(names.filter((name) => host?.layers(name).at(-1)?.from?.level === 'extra'));
}

function tell([first, ...others]: Ring, faults: Faults): void {
  if (!first) return;
  const { span } = first.compiled;
  const way = others.map(({ name, compiled }) => `"${name}" (${placeOf(compiled.span, span)})`);
  const message = `"${first.name}" is made from itself`;
  if (way.length === 0) {
    const hint = 'a variable hides those of its name further out: give one of the two another name';
    faults.add('variable-ring', message, { span, hint });
  } else {
    const hint = 'one of them has to be made of something else';
    faults.add('variable-ring', `${message}, by way of ${way.join(', then ')}`, { span, hint });
  }
}

function placeOf({ file, line }: Span, from: Span): string {
  return file === from.file ? `line ${line}` : `${file}:${line}`;
}
