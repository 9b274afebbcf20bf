import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext, type ServerChannel } from 'ssh2';
import { codeCacheOf, loadBundle } from '../lib/cli/load-bundle.ts';

// Keeps what V8 compiles in a run, beside the bundle, so that a start need not compile it again: that of a run on a
// host, which is this machine by an sshd of ssh2's own.
// Usage: npx tsx scripts/code-cache.ts, after scripts/build.ts
const BUNDLE = join(import.meta.dirname, '..', 'dist', 'k3play.cjs');
const PLAYBOOK = `- name: Warm up
  hosts: all
  gather_facts: false
  tasks:
    - { name: Nothing, command: "true", register: nothing }
    - { name: Neither, command: "true {{ host.name }}", when: nothing.changed }
`;

const folder = mkdtempSync(join(tmpdir(), 'k3play-code-cache-'));
const [key, hosts, playbook] = [join(folder, 'key'), join(folder, 'hosts.yml'), join(folder, 'playbook.yml')];
const keyPair = ssh2.utils.generateKeyPairSync('ed25519');
const server = listen(keyPair.public);
try {
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = { port, user: 'nobody', key, host_key: 'off' };
  writeFileSync(key, keyPair.private, { mode: 0o600 });
  writeFileSync(
    hosts,
    JSON.stringify({ groups: { warm: { hosts: { here: { address: '127.0.0.1', connection } } } } }),
  );
  writeFileSync(playbook, PLAYBOOK);
  const { script, bundle } = loadBundle(BUNDLE);
  // Nothing of the user's has a say in it, nor is its journal theirs.
  Object.assign(process.env, { HOME: folder, K3PLAY_RUNS: join(folder, 'runs') });
  await bundle.main(['node', 'k3play', 'run', playbook, '-i', hosts, '--output', 'plain']);
  if (process.exitCode) throw new Error(`the run ended with ${process.exitCode}`);
  writeFileSync(codeCacheOf(BUNDLE), script.createCachedData());
} finally {
  server.close();
  rmSync(folder, { recursive: true });
}

/** Lets in who has the key, at an address of this machine alone, and runs what it is told as whoever builds. */
function listen(publicKey: string): ssh2.Server {
  const hostKeys = [ssh2.utils.generateKeyPairSync('ed25519').private];
  const server = new ssh2.Server({ hostKeys }, (client) => {
    client.on('authentication', (attempt) => {
      if (holdsKey(attempt, publicKey)) attempt.accept();
      else attempt.reject(['publickey']);
    });
    client.on('session', (accept) => {
      accept().on('exec', (acceptProgram, _reject, { command }) => serve(acceptProgram(), command));
    });
  });
  return server.listen(0, '127.0.0.1');
}

/** Without a signature somebody only asks whether the key would do. */
function holdsKey(attempt: AuthContext, publicKey: string): boolean {
  const allowed = ssh2.utils.parseKey(publicKey);
  if (allowed instanceof Error || attempt.method !== 'publickey') return false;
  const { key, blob, signature } = attempt;
  if (!key.data.equals(allowed.getPublicSSH())) return false;
  if (!signature) return true;
  // What cannot be verified is an Error, whatever the types say.
  const verified: unknown = blob && allowed.verify(blob, signature);
  return verified === true;
}

function serve(channel: ServerChannel, command: string): void {
  const program = spawn('/bin/sh', ['-c', command]);
  channel.pipe(program.stdin);
  program.stdout.pipe(channel, { end: false });
  program.stderr.pipe(channel.stderr, { end: false });
  program.on('close', (code) => {
    channel.exit(code ?? 1);
    channel.end();
  });
}
