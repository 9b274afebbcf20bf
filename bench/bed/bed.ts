import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { BED } from '../places.ts';
import { startSshd, type SshdSettings } from './sshd.ts';
import { makeUsers } from './users.ts';

/** An address and a user of its own, so that no two are taken for one machine by whoever connects. */
export interface Host {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The user's home. */
  readonly folder: string;
}

/** One sshd that plays many hosts, all with the same key. */
export interface Bed {
  readonly key: string;
  /** For a further sshd with the same hosts. */
  readonly sshd: SshdSettings;
  readonly hosts: (count: number) => readonly Host[];
  readonly close: () => void;
}

const PORT = 22;
const MOST_HOSTS = 1000;
const HOSTS_OF_A_NETWORK = 250;

export async function makeBed(): Promise<Bed> {
  const [hostKey, key] = [join(BED, 'host_key'), join(BED, 'id_ed25519')];
  for (const file of [hostKey, key])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  const { users, etc } = makeUsers(MOST_HOSTS);
  const settings = { hostKey, key, etc, port: PORT };
  const sshd = await startSshd({ ...settings, folder: join(BED, 'sshd') });
  const hosts = users.map(({ name: user, home: folder }, index): Host => {
    const [network, host] = [Math.floor(index / HOSTS_OF_A_NETWORK), (index % HOSTS_OF_A_NETWORK) + 1];
    return { name: `h${index}`, address: `127.1.${network}.${host}`, port: PORT, user, folder };
  });
  return { key, sshd: settings, hosts: (count) => hosts.slice(0, count), close: () => sshd.kill() };
}
