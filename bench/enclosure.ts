import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BED, ROOT } from './places.ts';

// The shell is the first process of the enclosure: it takes in orphans, such as Ansible's connections.
const FIRST_PROCESS = `ip link set lo up && mount -t tmpfs -o mode=755 none /run && mkdir -p ${BED} /run/sshd &&
"$0" "$@"
exit $?`;

/**
 * Runs the rest of the bench with a network, mounts and processes of its own. Whatever it starts, mounts or
 * listens on ends with it, however it ends, and nobody else's network hears of it.
 */
export function enclose(words: readonly string[]): number {
  const { status } = spawnSync(
    'unshare',
    [
      ...['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'],
      ...['sh', '-c', FIRST_PROCESS],
      ...[process.execPath, '--import', 'tsx', join(import.meta.dirname, 'enclosed.ts'), ...words],
    ],
    { cwd: ROOT, stdio: 'inherit' },
  );
  return status ?? 1;
}
