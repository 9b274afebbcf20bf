import { sh, type Script } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { linesOf, unreadable } from '../lines.ts';
import type { PackageLists } from './manager.ts';

/** The age of lists: of the newest of them, or of the folder, which is touched where all turned out to be current. */
export function readListAge(folder: string, lists: Script): HostRead<PackageLists> {
  return hostRead({
    key: 'package-lists',
    script: sh`set -- ${lists}
[ ! -e "$1" ] || echo "age $(($(date +%s) - $(stat -c %Y ${folder} "$@" 2>/dev/null | sort -n | tail -n 1)))"`,
    parse(output) {
      if (output.code !== 0) throw unreadable('the age of the package lists', output);
      const found = linesOf(output);
      return found.has('age') ? { ageS: found.count('age') } : {};
    },
  });
}

/** The version that a manager tells of in a line of its own; "" where it knows no such package. */
export function readCandidateLine(name: string, script: Script): HostRead<{ readonly version: string }> {
  return hostRead({
    key: `package-candidate:${name}`,
    script: sh`export LC_ALL=C
${script}`,
    parse: (output) => ({ version: linesOf(output).first('candidate') }),
  });
}
