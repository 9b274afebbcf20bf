import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Shell } from './shells.ts';
import { withFolder } from './temporary-folder.ts';

export interface OwnMounts {
  readonly shell: Shell;
  readonly root: string;
  readonly run: (...words: readonly string[]) => string;
  readonly listMounts: (path: string) => string;
  /** From then on, what is written into the folder is not seen by the machine, and gone with the mount. */
  readonly cover: (folder: string) => void;
  /** Writes a text, in a folder that is made where there is none. */
  readonly write: (path: string, text: string) => void;
}

/** A shell with mounts of its own, which end with it; its files are those of the machine. */
export async function withOwnMounts(shell: Shell, body: (own: OwnMounts) => Promise<void>): Promise<void> {
  const keeper = spawn('unshare', ['--mount', 'sh', '-c', 'echo up; exec sleep 100'], { stdio: 'pipe' });
  const ended = once(keeper, 'exit');
  try {
    await once(keeper.stdout, 'data');
    const enter = ['/usr/bin/nsenter', `--mount=/proc/${String(keeper.pid)}/ns/mnt`] as const;
    const run = (...words: readonly string[]): string => {
      const { status, stdout, stderr } = spawnSync(enter[0], [enter[1], ...words], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      return stdout;
    };
    const listMounts = (path: string): string => {
      const name = ` ${path.replaceAll(' ', '\\040')} `;
      const lines = run('cat', '/proc/self/mountinfo').split('\n');
      return lines.filter((line) => line.includes(name)).join('\n');
    };
    const write = (path: string, text: string): void => {
      run('sh', '-c', 'mkdir -p "${2%/*}" && printf %s "$1" >"$2"', 'sh', text, path);
    };
    await withFolder(async (folder) => {
      const root = realpathSync(folder);
      const cover = (covered: string): void => {
        const [upper, work] = ['upper', 'work'].map((name) => join(root, name, covered));
        run('mkdir', '-p', String(upper), String(work));
        const options = `lowerdir=${covered},upperdir=${String(upper)},workdir=${String(work)}`;
        run('mount', '-t', 'overlay', 'own', '-o', options, covered);
      };
      const own = { ...shell, command: [...enter, ...shell.command] as const };
      await body({ shell: own, root, run, listMounts, cover, write });
    });
  } finally {
    keeper.kill();
    await ended;
  }
}
