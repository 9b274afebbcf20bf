import { sh } from '../../../connection/sh.ts';
import { readInstalledRpm } from './installed-rpm.ts';
import { readCandidateLine, readListAge } from './list-age.ts';
import type { PackageManager } from './manager.ts';

/** Fedora, Red Hat and their kin. dnf brings lists that are missing or too old by its own settings in any case. */
export const dnf: PackageManager = {
  name: 'dnf',
  readPackage: readInstalledRpm,
  readCandidate: (name) =>
    readCandidateLine(
      name,
      sh`dnf -q -C repoquery --latest-limit=1 --qf ${'candidate %{evr}\\n'} -- ${name} 2>/dev/null | sed -n '/^candidate/p' | tail -n 1 | sed 's/ 0:/ /'`,
    ),
  readLists: () =>
    readListAge(
      '/var/cache/dnf',
      sh`/var/cache/dnf/*/repodata/repomd.xml /var/cache/libdnf5/*/repodata/repomd.xml`,
    ),
  install: ({ names, recommends, update, latest }) => {
    const weak = `--setopt=install_weak_deps=${recommends ? 'True' : 'False'}`;
    const again = sh`dnf -y --refresh ${weak} install -- ${names} && { touch /var/cache/dnf || :; }`;
    const once = update === 'always' ? again : sh`dnf -y ${weak} install -- ${names} || { ${again}; }`;
    return sh`export LC_ALL=C
${once}${
      latest === true
        ? sh` || exit
dnf -y ${weak} upgrade -- ${names}`
        : sh``
    }`;
  },
  remove: (names) => sh`LC_ALL=C dnf -y --setopt=clean_requirements_on_remove=False remove -- ${names}`,
};
