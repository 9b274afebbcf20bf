import type Library from 'ssh2';

/** All of ssh2. It is loaded once a first host has been dialled, for it takes its time, and so does the host. */
export type Ssh2 = typeof Library;

export async function loadSsh2(): Promise<Ssh2> {
  const { default: ssh2 } = await import('ssh2');
  return ssh2;
}
