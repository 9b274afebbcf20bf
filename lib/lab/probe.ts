import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';

const SSH_PORT = 22;

/** Whether a server that calls itself SSH answers at this address. */
export function answersSsh(address: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: SSH_PORT, timeout: timeoutMs });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (bytes) => end(bytes.toString('latin1').startsWith('SSH-')));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

/** Whether something listens on the SSH port inside a host: for hosts that are cut from the network. */
export async function listensOnSsh(leader: number): Promise<boolean> {
  const port = `:${SSH_PORT.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = ['tcp', 'tcp6'].map((name) =>
    readFile(`/proc/${leader}/net/${name}`, 'utf8').catch(() => ''),
  );
  return (await Promise.all(tables)).some((table) =>
    table.split('\n').some((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      return local.endsWith(port) && state === '0A';
    }),
  );
}
