import { rm } from 'node:fs/promises';
import { k3play, runProgram, type Ended } from './k3play.ts';

/** Settings of an inventory by which k3play gets to the hosts of a lab. */
export function connectionToLab(labDir: string) {
  return { user: 'root', key: `${labDir}/id_ed25519`, known_hosts: `${labDir}/known_hosts` } as const;
}

/** On a host of a lab, as root, with the system's own ssh. */
export function sshToLabHost(labDir: string, address: string, command: string): Promise<Ended> {
  const { user, key, known_hosts: known } = connectionToLab(labDir);
  const options = [`UserKnownHostsFile=${known}`, 'BatchMode=yes', 'ConnectTimeout=10'];
  const words = options.flatMap((option) => ['-o', option]);
  return runProgram('ssh', ['-i', key, ...words, `${user}@${address}`, command]);
}

/** Takes down what there is of a lab, made or half made, and all it kept. */
export async function removeLab(labDir: string): Promise<void> {
  await k3play(['lab', 'down'], { env: { K3PLAY_LAB_DIR: labDir } });
  await rm(labDir, { recursive: true, force: true });
}
