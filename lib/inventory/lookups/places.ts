import type { Path } from '../../source/positions.ts';

/** Maps of an inventory in which values may be looked up, and how far below. */
const MAPS: Readonly<Record<string, number>> = { vars: 1, connection: 1, hosts: 2 };

/** Whether a value of an inventory may be looked up: variables, settings of connections, what is said of a host. */
export function mayLookUp(path: Path): boolean {
  return path.some((step, index) => {
    const below = Object.hasOwn(MAPS, step) ? MAPS[step] : undefined;
    return below !== undefined && path.length > index + below;
  });
}

/** Whether a value of a playbook may be looked up: variables of plays, blocks and tasks, not schemas of inputs. */
export function mayLookUpInPlay(path: Path): boolean {
  const at = path.findIndex((step) => step === 'vars' || step === 'inputs');
  return path[at] === 'vars' && path.length > at + 1;
}
