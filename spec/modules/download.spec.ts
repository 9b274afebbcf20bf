import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { Secret } from '../../lib/core/secret.ts';
import { download } from '../../lib/modules/download.ts';
import { PlanFault } from '../../lib/modules/step.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell, planOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';
import { withWebServer } from '../support/web-server.ts';

const sumOf = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const url = 'https://example.org/releases/v1%2Bk3s1/k3s';
const sha256 = sumOf('new');
const params = { url, dest: '/usr/local/bin/k3s', sha256, mode: '0755' };
const listed = { url, dest: '/usr/local/bin/k3s', sums_url: 'https://example.org/sums' };
const folder = aFolder();
const program = { mode: '0755' };

describeModule(download, {
  inSync: [
    {
      title: 'the file has the sum',
      params: { ...params, sha256: sha256.toUpperCase() },
      found: { file: aFile('new', program), folder },
      result: { path: params.dest, mode: '0755', owner: 'root', group: 'root', size: 3, sha256 },
    },
    {
      title: 'the file has the sum that is listed',
      params: listed,
      found: { file: aFile('new'), folder, sums: { text: `${sumOf('x')}  k3s-arm64\n${sha256} *k3s\n` } },
    },
  ],
  drift: [
    {
      title: 'no file',
      params,
      found: { file: absent, folder },
      steps: [{ subject: '/usr/local/bin/k3s', from: 'absent', to: 'file 0755', kind: 'run' }],
      result: {
        path: params.dest,
        mode: '0755',
        owner: '(unknown)',
        group: '(unknown)',
        size: '(unknown)',
        sha256,
      },
    },
    {
      title: 'another version keeps mode and owner',
      params: { ...listed, name: 'k3s-amd64', headers: { authorization: new Secret('Bearer s3cret') } },
      found: {
        file: aFile('old', { mode: '0750', owner: 'app' }),
        folder,
        sums: { text: `${sha256}  ./k3s-amd64` },
      },
      steps: [
        {
          subject: 'content of /usr/local/bin/k3s',
          from: `sha256 ${sumOf('old').slice(0, 8)}`,
          to: `sha256 ${sha256.slice(0, 8)}`,
          stdin: 'header = "authorization: Bearer s3cret"\n',
        },
      ],
    },
    {
      title: 'the mode alone is no download',
      params,
      found: { file: aFile('new'), folder },
      steps: [{ subject: 'mode of /usr/local/bin/k3s', from: '0644', to: '0755', kind: 'run' }],
    },
  ],
  faults: [
    {
      title: 'no folder',
      params,
      found: { file: absent, folder: absent },
      message: /the folder \/usr\/local\/bin does not exist/,
    },
    {
      title: 'a list without the file',
      params: listed,
      found: { file: absent, folder, sums: { text: `${sha256}  k3s-arm64\n` } },
      message: /example\.org\/sums lists no sum of "k3s" \("name"/,
    },
    {
      title: 'a list that is not there',
      params: listed,
      found: { file: absent, folder, sums: { failed: 'curl: (22) 404' } },
      message: /cannot download https:\/\/example\.org\/sums on the host: curl: \(22\) 404/,
    },
  ],
  unknown: [
    {
      title: 'nothing to read the list with, yet',
      params: listed,
      found: { file: absent, folder, sums: { needs: 'this needs curl' } },
      reason: /sums cannot be read: this needs curl/,
    },
  ],
  invalid: [
    { title: 'no sum', params: { url, dest: '/x' }, message: /exactly one of "sha256" or "sums_url"/ },
    { title: 'a sum that is none', params: { ...params, sha256: 'abc' }, message: /sha256/ },
    { title: 'a file of the host', params: { ...params, url: 'file:///etc/shadow' }, message: /url/ },
    {
      title: 'a header that is two',
      params: { ...params, headers: { 'a: b\nc': 'x' } },
      message: /not allowed as a key/,
    },
  ],
});

describe('download on a real shell', () => {
  const big = Buffer.alloc(300_000, 'k3play');
  const site: RequestListener = (request, response) => {
    const path = request.url ?? '';
    if (path === '/moved') return void response.writeHead(302, { location: '/file' }).end();
    if (path === '/closed' && request.headers['authorization'] !== 'Bearer s"3\\cret')
      return void response.writeHead(401).end();
    if (path === '/sums') return void response.end(`${sumOf(big)}  file\n`);
    if (path === '/file' || path === '/moved' || path === '/closed') return void response.end(big);
    response.writeHead(404).end();
  };

  it('downloads, sets mode and owner, and is silent then', () =>
    withWebServer(site, ({ url: base }) =>
      withShells(async (shells) => {
        for (const shell of shells) {
          await withFolder(async (root) => {
            const dest = join(root, "it's here");
            writeFileSync(join(root, ".it's here.k3play-abcdef"), 'left behind');
            const wanted = { url: `${base}/moved`, dest, sha256: sumOf(big), mode: '0750', owner: 'daemon' };

            await applyOnRealShell(download, wanted, { shell, root });
            const second = await applyOnRealShell(download, wanted, { shell, root });

            assert.deepEqual(second.steps, []);
            assert.deepEqual(readFileSync(dest), big);
            assert.equal(statSync(dest).mode & 0o777, 0o750);
            assert.equal(statSync(dest).uid, 1);
            assert.deepEqual(readdirSync(root), ["it's here"], shell.name);
          });
        }
      }),
    ));

  it('goes by a list of sums', () =>
    withWebServer(site, ({ url: base }) =>
      withShells(async (shells) => {
        for (const shell of shells) {
          await withFolder(async (root) => {
            const wanted = { url: `${base}/file`, dest: join(root, 'x'), sums_url: `${base}/sums` };

            const { result } = await applyOnRealShell(download, wanted, { shell, root });

            assert.equal(result['sha256'], sumOf(big));
          });
        }
      }),
    ));

  it('leaves the old file where the new one has another sum', () =>
    withWebServer(site, ({ url: base }) =>
      withShells(async (shells) => {
        for (const shell of shells) {
          await withFolder(async (root) => {
            const dest = join(root, 'x');
            writeFileSync(dest, 'old');
            const wanted = { url: `${base}/file`, dest, sha256 };

            await assert.rejects(applyOnRealShell(download, wanted, { shell, root }), /has another sum than/);

            assert.equal(readFileSync(dest, 'utf8'), 'old');
            assert.deepEqual(readdirSync(root), ['x'], shell.name);
          });
        }
      }),
    ));

  it('fails where there is nothing to download', () =>
    withWebServer(site, ({ url: base }) =>
      withShells(async (shells) => {
        for (const shell of shells) {
          await withFolder(async (root) => {
            const wanted = { url: `${base}/none`, dest: join(root, 'x') };

            await assert.rejects(applyOnRealShell(download, { ...wanted, sha256 }, { shell, root }), /404/);
            const plan = await planOnRealShell(download, { ...wanted, sums_url: `${base}/none` }, { shell });

            assert.ok(plan instanceof PlanFault);
            assert.match(plan.message, /cannot download .*404/);
            assert.deepEqual(readdirSync(root), []);
          });
        }
      }),
    ));

  it('sends headers where there is curl, and says what is missing where not', () =>
    withWebServer(site, ({ url: base }) =>
      withShells(async (shells) => {
        for (const shell of shells) {
          await withFolder(async (root) => {
            const headers = { authorization: new Secret('Bearer s"3\\cret') };
            const wanted = { url: `${base}/closed`, dest: join(root, 'x'), sha256: sumOf(big), headers };

            const run = applyOnRealShell(download, wanted, { shell, root });

            if (shell.name === 'busybox')
              await assert.rejects(run, /this needs curl, as the request has headers/);
            else assert.equal((await run).result['size'], big.length);
          });
        }
      }),
    ));
});
