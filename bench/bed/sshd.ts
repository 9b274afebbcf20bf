import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface SshdSettings {
  readonly hostKey: string;
  readonly key: string;
  /** The folder that it sees as /etc. */
  readonly etc: string;
  readonly port: number;
}

interface SshdPlace {
  /** Made here, for its configuration. */
  readonly folder: string;
  /** Name of a network namespace; the enclosure's own where not given. */
  readonly network?: string;
}

/** The hosts' own places for what is temporary, so that nothing of theirs is left on this machine. */
const OWN_PLACES = `mount --bind "$1" /etc &&
for place in /tmp /dev/shm; do mount -t tmpfs -o mode=1777 none $place || exit 1; done
exec /usr/sbin/sshd -D -e -f "$2"`;

/** Listens on every address of its network; none of the enclosure's networks leads anywhere. */
export async function startSshd(options: SshdSettings & SshdPlace): Promise<ChildProcess> {
  const { hostKey, key, etc, port, folder, network } = options;
  mkdirSync(folder);
  const config = join(folder, 'sshd_config');
  const lines = [
    `Port ${port}`,
    'ListenAddress 0.0.0.0',
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${key}.pub`,
    'StrictModes no',
    'PidFile none',
    'UsePAM no',
    'PasswordAuthentication no',
    'MaxStartups 5000',
    'Subsystem sftp internal-sftp',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const enter = network === undefined ? [] : ['nsenter', `--net=/run/netns/${network}`];
  const own = ['unshare', '--mount', 'sh', '-c', OWN_PLACES, 'sh', etc, config];
  const child = spawn('env', [...enter, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
  await isListening(child);
  return child;
}

function isListening(child: ChildProcess): Promise<void> {
  const { stderr } = child;
  if (!stderr) throw new Error('sshd was started without a log');
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    createInterface(stderr).on('line', (line) => {
      if (line.startsWith('Server listening')) resolve();
      said.splice(0, said.length - 4, line);
    });
    child.once('error', reject).once('exit', () => reject(new Error(`sshd ended:\n${said.join('\n')}`)));
  });
}
