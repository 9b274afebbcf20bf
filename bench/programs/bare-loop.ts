// Runs a command over and over on many hosts with ssh2 and nothing else: what k3play is measured against.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Client, type ClientChannel } from 'ssh2';

interface Target {
  readonly address: string;
  readonly port: number;
  readonly user: string;
}

export interface BareWork {
  /** An exec a command, or one shell a host that is fed line by line. */
  readonly way: 'exec' | 'shell';
  readonly command: string;
  readonly times: number;
  /** Path of the private key. */
  readonly key: string;
  readonly hosts: readonly Target[];
}

async function main(work: BareWork): Promise<void> {
  const privateKey = readFileSync(work.key);
  await Promise.all(
    work.hosts.map(async (host) => {
      const client = await login(host, privateKey);
      await (work.way === 'exec' ? execEach(client, work) : feedShell(client, work));
      client.end();
    }),
  );
}

function login({ address, port, user }: Target, privateKey: Buffer): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.once('ready', () => resolve(client)).once('error', reject);
    client.connect({ sock: connect({ host: address, port, noDelay: true }), username: user, privateKey });
  });
}

function open(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

async function execEach(client: Client, { command, times }: BareWork): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    const channel = await open(client, command);
    // A channel closes only once both its streams are read to their ends.
    channel.resume().stderr.resume();
    const code = await new Promise((resolve) => channel.once('close', resolve));
    if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
  }
}

async function feedShell(client: Client, { command, times }: BareWork): Promise<void> {
  const channel = await open(client, '/bin/sh');
  for (let count = 0; count < times; count += 1) {
    const answer = new Promise<Buffer>((resolve) => channel.once('data', resolve));
    channel.write(`${command}; echo $?\n`);
    const code = (await answer).toString().trim();
    if (code !== '0') throw new Error(`${command} ended with ${code}`);
  }
  const closed = new Promise((resolve) => channel.once('close', resolve));
  channel.end();
  await closed;
}

const [, , file = ''] = process.argv;
// A rejection ends node with an exit code of its own.
void main(JSON.parse(readFileSync(file, 'utf8')) as BareWork);
