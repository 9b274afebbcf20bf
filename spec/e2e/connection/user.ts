import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { listShellFolders } from './sshd.ts';

/** A user of this machine for the length of a spec. */
export interface SpecUser {
  readonly name: string;
  readonly password: string;
  readonly home: string;
  /** Writes a rule for sudo, `ALL=(ALL) ALL` say, in place of the one before. */
  allow(rule: string): void;
  remove(): void;
}

export function addUser(shell = '/bin/bash'): SpecUser {
  const name = `k3s${randomBytes(4).toString('hex')}`;
  const password = `geheim ${randomBytes(6).toString('hex')}`;
  const rules = `/etc/sudoers.d/${name}`;
  execFileSync('useradd', ['-m', '-s', shell, name]);
  execFileSync('chpasswd', { input: `${name}:${password}\n` });
  return {
    name,
    password,
    home: `/home/${name}`,
    allow(rule) {
      writeFileSync(rules, `${name} ${rule}\n`, { mode: 0o440 });
    },
    remove() {
      rmSync(rules, { force: true });
      // Scripts outlive connections that are cut, and users with processes cannot be removed.
      spawnSync('pkill', ['-KILL', '-u', name]);
      const { uid } = statSync(`/home/${name}`);
      for (const folder of listShellFolders())
        if (ownerOf(folder) === uid) rmSync(folder, { recursive: true });
      execFileSync('userdel', ['-r', name], { stdio: 'ignore' });
    },
  };
}

/** Shells of other users may clean up meanwhile. */
function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}
