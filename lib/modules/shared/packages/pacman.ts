import { sh } from '../../../connection/sh.ts';
import { hostRead } from '../../read.ts';
import { linesOf, unreadable } from '../lines.ts';
import { readCandidateLine, readListAge } from './list-age.ts';
import type { PackageManager } from './manager.ts';

/** Arch and its kin. Lists that are brought anew may ask for newer packages than the rest of the system has. */
export const pacman: PackageManager = {
  name: 'pacman',
  readPackage: (name) =>
    hostRead({
      key: `package:${name}`,
      script: sh`pacman -V >/dev/null && echo 'end .'
pacman -Q -- ${name} 2>/dev/null || :`,
      parse(output) {
        const lines = linesOf(output);
        if (!lines.has('end')) throw unreadable(`the package ${name}`, output);
        const version = lines.first(name);
        return { state: version === '' ? 'absent' : 'installed', version };
      },
    }),
  readCandidate: (name) =>
    readCandidateLine(
      name,
      sh`pacman -Si -- ${name} 2>/dev/null | sed -n 's/^Version *: /candidate /p' | head -n 1`,
    ),
  readLists: () => readListAge('/var/lib/pacman/sync', sh`/var/lib/pacman/sync/*.db`),
  install: ({ names, update }) => {
    const refresh = sh`{ pacman -Sy --noconfirm && { touch /var/lib/pacman/sync || :; }; }`;
    const due = update === 'always' ? refresh : sh`pacman -Si -- ${names} >/dev/null 2>&1 || ${refresh}`;
    const install = sh`pacman -S --noconfirm --needed -- ${names}`;
    // A list that is too old names files which the mirrors have no more.
    const again = update === 'always' ? sh`` : sh` || { ${refresh} && ${install}; }`;
    return sh`export LC_ALL=C
${due} || exit
${install}${again}`;
  },
  remove: (names) => sh`LC_ALL=C pacman -R --noconfirm -- ${names}`,
};
