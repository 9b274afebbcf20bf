import { sh } from '../../connection/sh.ts';
import { Unknown } from '../../core/unknown.ts';
import { hostRead, textOf, type HostRead } from '../read.ts';
import { predict, type Prediction } from '../step.ts';
import type { DirectoryPath, PathState } from './path-state.ts';
import { readPlace } from './path.ts';
import { findEntry } from './user.ts';

/** Paths from a home folder; "" is the folder itself. */
export type InHome = '' | '.ssh' | '.ssh/authorized_keys';

/** What is in the home folder of a user, wherever that is; absent where there is no such user. */
export function readInHome(user: string, inside: InHome): HostRead<PathState> {
  return readPlace({
    name: inside === '' ? `~${user}` : `~${user}/${inside}`,
    place: sh`${findEntry(user)}
line=$(passwd) || { echo absent; exit; }
p=${sh.raw('${line%:*}')}
p=${sh.raw('${p##*:}')}/${inside}`,
  });
}

/** Whether a folder that is to be a home has `.ssh` in it. */
export function readHomeKeys(home: string): HostRead<boolean> {
  return hostRead({
    key: `home-keys:${home}`,
    script: sh`[ ! -e ${`${home}/.ssh`} ] || echo keys`,
    parse: (output) => textOf(output) === 'keys',
  });
}

const LATER = new Unknown('known once the user is created');

/** A home folder that comes with its user. */
export const HOME: DirectoryPath = { kind: 'directory', mode: LATER, owner: LATER, group: LATER };

/** For a user whose home will be elsewhere: nobody has looked there. */
export function forgetHome(user: string): readonly Prediction[] {
  const places: readonly InHome[] = ['', '.ssh', '.ssh/authorized_keys'];
  const elsewhere = new Unknown(`the home folder of ${user} will be another one`);
  return places.map((inside) => predict(readInHome(user, inside), elsewhere));
}
