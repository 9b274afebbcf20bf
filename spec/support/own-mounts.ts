import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import type { Shell } from './shells.ts';
import { withFolder } from './temporary-folder.ts';

export interface OwnMounts {
  readonly shell: Shell;
  readonly root: string;
  readonly run: (...words: readonly string[]) => string;
  readonly listMounts: (path: string) => string;
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
    await withFolder(async (root) => {
      const own = { shell: { ...shell, command: [...enter, ...shell.command] as const }, run, listMounts };
      await body({ ...own, root: realpathSync(root) });
    });
  } finally {
    keeper.kill();
    await ended;
  }
}
