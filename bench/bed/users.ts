import { execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BED } from '../places.ts';

export interface User {
  readonly name: string;
  readonly home: string;
}

/** Above Debian's ranges for people and system users, and above `nobody`. */
const FIRST_ID = 100_000;

/**
 * Users whom only the bed's sshd knows: homes here, and a copy of /etc for it to see. A copy of /etc/passwd
 * alone would not stay: a mount ends when somebody outside puts a new file in the place that it covers.
 */
export function makeUsers(count: number): { readonly users: readonly User[]; readonly etc: string } {
  const etc = join(BED, 'etc');
  execFileSync('cp', ['-a', '/etc', etc]);
  const users = Array.from({ length: count }, (_, index) => {
    const [name, id] = [`bench${index}`, FIRST_ID + index];
    const home = join(BED, 'home', name);
    mkdirSync(home, { recursive: true });
    chownSync(home, id, id);
    appendFileSync(join(etc, 'passwd'), `${name}:*:${id}:${id}::${home}:/bin/sh\n`);
    return { name, home };
  });
  return { users, etc };
}
