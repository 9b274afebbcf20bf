import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Server, type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sh } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { type Sshd, findFreePort, startSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

describe('going by jump hosts', () => {
  let sshd: Sshd;
  let user: SpecUser;

  before(async () => {
    sshd = await startSshd();
    user = addUser();
  });
  after(async () => {
    await sshd.stop();
    user.remove();
  });

  it('reaches a host through others, each verified by its own name', async () => {
    const sshConfig = join(sshd.folder, 'jump_config');
    const [type, base64] = readFileSync(`${sshd.hostKey}.pub`, 'utf8').split(' ');
    const knownHosts = join(sshd.folder, 'jump_known');
    writeFileSync(
      sshConfig,
      `Host bastion\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  User ${user.name}\n  HostKeyAlias bastion\n`,
    );
    writeFileSync(knownHosts, `bastion ${type} ${base64}\n[127.0.0.1]:${sshd.port} ${type} ${base64}\n`);
    const jump = `bastion,root@127.0.0.1:${sshd.port}`;

    const connection = await sshd.connect({ jump, knownHosts }, { sshConfig });
    const { stdout } = await connection.run(sh`id -un; echo "$SSH_CONNECTION" | wc -w`);
    assert.equal(sshd.sessions().length, 3);
    await connection.upload(
      { kind: 'bytes', bytes: Buffer.alloc(1e6, 'x') },
      { path: join(sshd.folder, 'up'), mode: '0600' },
    );
    await connection.close();

    assert.equal(textOf(stdout), 'root\n4\n');
    writeFileSync(knownHosts, `[127.0.0.1]:${sshd.port} ${type} ${base64}\n`);
    const unknown = sshd.connect({ jump, knownHosts }, { sshConfig });
    await assert.rejects(unknown, failure('auth', 'connection/host-key-unknown', /^bastion: /));
    await pause(200);
    assert.deepEqual(sshd.sessions(), []);
  });

  it('says so where the jump host cannot reach the host', async () => {
    const port = await findFreePort();

    const connecting = sshd.connect({ port, jump: `root@127.0.0.1:${sshd.port}` });

    await assert.rejects(
      connecting,
      failure('unreachable', 'connection/jump', /^h1: the jump host cannot reach/),
    );
  });

  it('loses the host with the jump host', async () => {
    const connection = await sshd.connect({ jump: `root@127.0.0.1:${sshd.port}` });
    const running = connection.run(sh`sleep 60`);
    await pause(300);

    process.kill(sshd.sessions()[0] ?? 0, 'SIGKILL');

    await assert.rejects(running, failure('lost', 'connection/lost'));
    await connection.close();
  });
});

describe('reaching a host', () => {
  let sshd: Sshd;
  const servers: Server[] = [];

  before(async () => {
    sshd = await startSshd();
  });
  after(async () => {
    await sshd.stop();
    for (const server of servers) server.close();
  });

  const listen = async (onConnection: (socket: Socket) => void): Promise<number> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  };

  it('says that nothing listens', async () => {
    const port = await findFreePort();

    await assert.rejects(
      sshd.connect({ port }),
      failure('unreachable', 'connection/refused', /nothing listens/),
    );
  });

  it('says that a name cannot be resolved', async () => {
    const connecting = sshd.connect({ address: 'no-such-host.invalid' });

    await assert.rejects(connecting, failure('unreachable', 'connection/dns', /no-such-host\.invalid/));
  });

  it('gives up on a host that accepts and says nothing', async () => {
    const port = await listen(() => undefined);

    const connecting = sshd.connect({ port, connectTimeoutMs: 300 });

    await assert.rejects(connecting, failure('unreachable', 'connection/timeout', /within 0\.3 s/));
  });

  it('says that something else than sshd answers', async () => {
    const port = await listen((socket) =>
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n\0\0\0'.repeat(5000)),
    );

    await assert.rejects(
      sshd.connect({ port, connectTimeoutMs: 1000 }),
      (error: Error & { kind?: string }) => {
        return error.kind === 'unreachable' && !error.message.includes('undefined');
      },
    );
  });

  it('tries again where sshd drops the connection at once, as it does under load', async () => {
    let drops = 0;
    const port = await listen((socket) => {
      drops += 1;
      socket.destroy();
    });

    await assert.rejects(sshd.connect({ port }), failure('unreachable', 'connection/closed-early'));

    assert.equal(drops, 4);
  });

  it('stops when interrupted', async () => {
    const port = await listen(() => undefined);
    const control = new AbortController();
    const connecting = sshd.connect({ port }, { signal: control.signal });
    setTimeout(() => control.abort(), 100);

    await assert.rejects(connecting, failure('interrupted', 'connection/interrupted'));
  });

  it('connects to many hosts at once', async () => {
    const connections = await Promise.all(Array.from({ length: 20 }, () => sshd.connect()));
    const outputs = await Promise.all(connections.map((connection) => connection.run(sh`echo in`)));
    await Promise.all(connections.map((connection) => connection.close()));

    assert.ok(outputs.every(({ code }) => code === 0));
  });
});
