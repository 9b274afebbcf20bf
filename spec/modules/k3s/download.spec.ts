import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Script } from '../../../lib/connection/sh.ts';
import {
  describeProxy,
  download,
  knownDownload,
  releaseDownload,
} from '../../../lib/modules/k3s/shared/download.ts';
import { bash, dash, installBusybox, type Shell } from '../../support/shells.ts';

const BINARY = Buffer.from('#!/bin/sh\necho k3s version v1.30.4+k3s1\n');
const SUM = createHash('sha256').update(BINARY).digest('hex');

/** A place of releases as GitHub has it: a channel that redirects, binaries and checksums beside them. */
function serveReleases(): Promise<{ server: Server; base: string }> {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/channels/stable')
      return void response.writeHead(302, { location: '/tag/v1.30.4+k3s1' }).end();
    if (path === '/mirror/channels/stable') return void response.end('v1.30.4+k3s1\n');
    if (path === '/mirror/v1.30.4-k3s1/k3s') return void response.end(BINARY);
    if (path === '/bad/v1.30.4-k3s1/k3s') return void response.end('not this');
    if (path === '/mirror/v1.30.4-k3s1/sha256sum-amd64.txt') return void response.end(`${SUM}  k3s\n`);
    if (path === '/tag/v1.30.4+k3s1') return void response.end('<html>');
    if (/^\/download\/v1\.30\.4\+k3s1\/k3s(-arm64)?$/.test(path)) return void response.end(BINARY);
    if (path === '/download/v1.30.4+k3s1/sha256sum-amd64.txt') {
      return void response.end(`${'0'.repeat(64)}  k3s-airgap-images-amd64.tar\n${SUM}  k3s\n`);
    }
    if (path === '/download/v1.30.4+k3s1/sha256sum-arm64.txt')
      return void response.end(`${'0'.repeat(64)} *k3s-arm64\n`);
    response.writeHead(404).end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ server, base: `http://127.0.0.1:${port}` });
    });
  });
}

function run(
  { command: [file, ...args], path }: Shell,
  script: Script,
  input = '',
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(file, [...args, '-c', script.text], {
    env: { PATH: path },
    // bash takes a socket for a login from afar, and reads its start-up file.
    stdio: [input === '' ? 'ignore' : 'pipe', 'ignore', 'pipe'],
  });
  child.stdin?.end(input);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

describe('download', () => {
  const busybox = installBusybox();
  let server: Server;
  let base: string;
  let folder: string;

  before(async () => {
    ({ server, base } = await serveReleases());
  });
  after(() => {
    server.close();
    busybox.remove();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "k3play dow'nload-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const shell of [dash, bash, busybox.shell]) {
    it(`installs a release under ${shell.name}`, async () => {
      const dest = join(folder, 'new', 'k3s');
      const release = { release: { version: 'v1.30.4+k3s1' }, githubUrl: base, arch: 'amd64' };

      const ran = await run(shell, download({ dest, ...releaseDownload(release) }));

      assert.deepEqual(ran, { code: 0, stderr: '' });
      assert.deepEqual(readFileSync(dest), BINARY);
      assert.equal(statSync(dest).mode & 0o777, 0o755);
      assert.deepEqual(readdirSync(join(folder, 'new')), ['k3s']);
    });

    it(`looks a channel up under ${shell.name}`, async () => {
      const dest = join(folder, 'k3s');
      const release = {
        release: { channel: 'stable', channelUrl: `${base}/channels` },
        githubUrl: base,
        arch: 'amd64',
      };

      const ran = await run(shell, download({ dest, ...releaseDownload(release) }));

      assert.deepEqual(ran, { code: 0, stderr: '' });
      assert.deepEqual(readFileSync(dest), BINARY);
    });

    it(`leaves what is there alone when the sum is wrong, under ${shell.name}`, async () => {
      const dest = join(folder, 'k3s');
      writeFileSync(dest, 'old');
      const release = { release: { version: 'v1.30.4+k3s1' }, githubUrl: base, arch: 'arm64' };

      const ran = await run(shell, download({ dest, ...releaseDownload(release) }));

      assert.equal(ran.code, 1);
      assert.match(ran.stderr, new RegExp(`has the sha256 ${SUM}, not 0{64}`));
      assert.equal(readFileSync(dest, 'utf8'), 'old');
      assert.deepEqual(readdirSync(folder), ['k3s']);
    });
  }

  const mirrored = [
    { title: 'a mirror', mirrors: ['mirror'], stderr: /^$/ },
    {
      title: 'the next mirror when one is away',
      mirrors: ['away', 'mirror'],
      stderr: /cannot download .*away/,
    },
    { title: 'the next when one gives something else', mirrors: ['bad', 'mirror'], stderr: /has the sha256/ },
    {
      title: 'the official place when all mirrors are away',
      mirrors: ['away'],
      stderr: /cannot download .*away/,
    },
  ];
  for (const { title, mirrors, stderr } of mirrored) {
    for (const release of [{ version: 'v1.30.4+k3s1' }, { channel: 'stable', channelUrl: '' }]) {
      it(`takes ${'version' in release ? 'a version' : 'a channel'} from ${title}`, async () => {
        const dest = join(folder, 'k3s');
        const places = { githubUrl: base, mirrors: mirrors.map((name) => `${base}/${name}`), arch: 'amd64' };
        const wanted = 'version' in release ? release : { ...release, channelUrl: `${base}/channels` };

        const ran = await run(dash, download({ dest, ...releaseDownload({ release: wanted, ...places }) }));

        assert.equal(ran.code, 0, ran.stderr);
        assert.match(ran.stderr, 'version' in release ? stderr : /(?:)/);
        assert.deepEqual(readFileSync(dest), BINARY);
        assert.deepEqual(readdirSync(folder), ['k3s']);
      });
    }
  }

  it('takes the sum that it is told over those of the places', async () => {
    const places = { githubUrl: base, mirrors: [`${base}/mirror`], arch: 'amd64', sha256: '1'.repeat(64) };

    const ran = await run(
      dash,
      download({
        dest: join(folder, 'k3s'),
        ...releaseDownload({ release: { version: 'v1.30.4+k3s1' }, ...places }),
      }),
    );

    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /not 1{64}/);
  });

  it('goes through the proxy that standard input tells', async () => {
    const dest = join(folder, 'k3s');
    const parts = knownDownload('http://k3s.invalid/k3s', SUM);
    const proxy = createServer((request, response) => {
      response.end(request.url === 'http://k3s.invalid/k3s' ? BINARY : '');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;

    const config = describeProxy(`http://127.0.0.1:${port}`);
    const ran = await run(dash, download({ dest, ...parts, configured: true }), config.reveal());
    proxy.close();

    assert.deepEqual(ran, { code: 0, stderr: '' });
    assert.deepEqual(readFileSync(dest), BINARY);
  });

  const failures = [
    {
      title: 'a binary that is not there',
      parts: () => knownDownload(`${base}/nowhere`, SUM),
      message: /cannot download http.*nowhere/,
    },
    {
      title: 'a release that is not there',
      parts: () => releaseDownload({ release: { version: 'v9.9.9' }, githubUrl: base, arch: 'amd64' }),
      message: /cannot download .*v9\.9\.9\/sha256sum-amd64\.txt/,
    },
    {
      title: 'a channel that is not there',
      parts: () =>
        releaseDownload({
          release: { channel: 'odd', channelUrl: `${base}/channels` },
          githubUrl: base,
          arch: 'amd64',
        }),
      message: /no release found/,
    },
  ];
  for (const { title, parts, message } of failures) {
    it(`names ${title}`, async () => {
      const ran = await run(dash, download({ dest: join(folder, 'k3s'), ...parts() }));

      assert.equal(ran.code, 1);
      assert.match(ran.stderr, message);
      assert.deepEqual(readdirSync(folder), []);
    });
  }
});
