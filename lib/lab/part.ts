import { applyCuts } from './cuts.ts';
import { findHost } from './find-host.ts';
import { loadLab, withLabLock } from './lab.ts';
import { INTERNET, type LabCut, type LabOptions } from './model.ts';
import { refuse } from './refusal.ts';
import { checkPrivileges } from './requirements.ts';
import { writeState } from './state.ts';

export interface LabPartOptions extends LabOptions {
  /** The other host, or `internet`: all that is beyond the lab; without it, everything. */
  readonly other?: string | undefined;
}

/**
 * Parts a host from another, or from everything: all hosts, the world and this machine, so that SSH to
 * it fails as well. Packets vanish in both directions; nothing is refused or reset. Cutting twice is
 * cutting once, and a cut stays while a host is stopped, started or reboots. A host that is cut from the
 * internet still answers this machine.
 */
export async function labCut(name: string, options: LabPartOptions): Promise<void> {
  await change(name, options, (cuts) => [
    ...cuts.filter((cut) => !isSame(cut, { host: name, other: options.other })),
    { host: name, ...(options.other !== undefined && { other: options.other }) },
  ]);
}

/** Takes cuts back: that between two hosts, or, without `other`, all that a host is part of. */
export async function labMend(name: string, options: LabPartOptions): Promise<void> {
  await change(name, options, (cuts) =>
    cuts.filter((cut) =>
      options.other === undefined
        ? cut.host !== name && cut.other !== name
        : !isSame(cut, { host: name, other: options.other }),
    ),
  );
}

async function change(
  name: string,
  options: LabPartOptions,
  edit: (cuts: readonly LabCut[]) => readonly LabCut[],
): Promise<void> {
  checkPrivileges();
  const known = await loadLab(options);
  findHost(known.state, name);
  if (options.other !== undefined && options.other !== INTERNET) findHost(known.state, options.other);
  if (options.other === name)
    refuse(
      'lab/same-host',
      `host "${name}" cannot be parted from itself`,
      'leave out the second name to part it from everything',
    );
  await withLabLock(options, async () => {
    const { lab, state } = await loadLab(options);
    const cuts = edit(state.cuts);
    // Remembered first: a cut that is known but not in force is mended or made by the next command.
    await writeState(options.stateDir, { ...state, cuts });
    await applyCuts(cuts, lab.names, {
      machineOf: (host) => lab.machineOf(findHost(state, host)),
      subnet: lab.subnet,
    });
  });
}

function isSame(one: LabCut, other: LabCut): boolean {
  if (one.other === undefined || other.other === undefined)
    return one.other === other.other && one.host === other.host;
  return (
    (one.host === other.host && one.other === other.other) ||
    (one.host === other.other && one.other === other.host)
  );
}
