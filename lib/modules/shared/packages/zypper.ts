import { sh } from '../../../connection/sh.ts';
import { readInstalledRpm } from './installed-rpm.ts';
import { readCandidateLine, readListAge } from './list-age.ts';
import type { PackageManager } from './manager.ts';

/** Seconds that zypper waits for another one to let go of its lock. */
const LOCK_WAIT_S = 300;

/** It ends with 102 and 103 where all was done, and a restart of the host or of itself is wanted. */
const ZYPPER = sh`export LC_ALL=C ZYPP_LOCK_TIMEOUT=${LOCK_WAIT_S}
k3p_zypper() {
  zypper --non-interactive "$@"
  set -- $?
  case $1 in 102|103) return 0 ;; *) return "$1" ;; esac
}`;

/** openSUSE, SUSE Linux Enterprise and their kin. To install what is installed brings it up to date. */
export const zypper: PackageManager = {
  name: 'zypper',
  readPackage: readInstalledRpm,
  readCandidate: (name) =>
    readCandidateLine(
      name,
      sh`zypper --non-interactive --no-refresh info -- ${name} 2>/dev/null | sed -n 's/^Version *: /candidate /p' | head -n 1`,
    ),
  readLists: () => readListAge('/var/cache/zypp', sh`/var/cache/zypp/solv/[!@]*/cookie`),
  install({ names, recommends, update }) {
    const weak = sh.raw(recommends ? '--recommends' : '--no-recommends');
    const refresh = sh`{ k3p_zypper refresh && { touch /var/cache/zypp || :; }; }`;
    const install = sh`k3p_zypper install --auto-agree-with-licenses ${weak} -- ${names}`;
    return sh.lines(
      ZYPPER,
      update === 'always' ? sh`${refresh} && ${install}` : sh`${install} || { ${refresh} && ${install}; }`,
    );
  },
  remove: (names) => sh.lines(ZYPPER, sh`k3p_zypper remove --no-clean-deps -- ${names}`),
};
