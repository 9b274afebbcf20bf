import assert from 'node:assert/strict';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lookUp } from '../../../lib/cli/lookups/look-up.ts';
import { Secret } from '../../../lib/core/secret.ts';
import { LookupFailed } from '../../../lib/inventory/lookups/failed.ts';
import type { LookupRequest } from '../../../lib/inventory/lookups/request.ts';
import { withEnvironment } from '../../support/environment.ts';
import { isRunning } from '../../support/running.ts';
import { withFolder, writeFiles } from '../../support/temporary-folder.ts';
import { withWebServer } from '../../support/web-server.ts';

const BOUNDS = { secret: false, timeoutMs: 10_000, maxBytes: 2048 };

async function failOf(request: LookupRequest): Promise<LookupFailed> {
  const failure: unknown = await lookUp(request).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(failure instanceof LookupFailed, String(failure));
  return failure;
}

describe('lookUp', () => {
  it('reads the environment, where what is empty is set', async () => {
    await withEnvironment({ K3PLAY_SPEC_ONE: '', K3PLAY_SPEC_TWO: undefined }, async () => {
      assert.equal(await lookUp({ kind: 'env', name: 'K3PLAY_SPEC_ONE', ...BOUNDS }), '');

      const { code, message } = await failOf({ kind: 'env', name: 'K3PLAY_SPEC_TWO', ...BOUNDS });

      assert.equal(`${code}: ${message}`, 'lookup/not-set: $K3PLAY_SPEC_TWO is not set');
    });
  });

  it('reads a file as it is, and refuses what is none, too large or no text', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, { "a 'b": 'text\n', large: 'x'.repeat(2049), full: 'x'.repeat(2048) });
      await mkdir(join(folder, 'folder'));
      const read = (path: string) => ({ kind: 'file', path: join(folder, path), ...BOUNDS }) as const;

      assert.equal(await lookUp(read("a 'b")), 'text\n');
      assert.equal((await lookUp(read('full'))).length, 2048);
      assert.equal((await failOf(read('none'))).code, 'lookup/not-found');
      assert.equal((await failOf(read('folder'))).code, 'lookup/not-a-file');
      assert.equal((await failOf(read('large'))).code, 'lookup/too-large');
      assert.equal((await failOf({ ...read(''), path: '/dev/zero' })).code, 'lookup/not-a-file');
      assert.equal((await failOf({ ...read(''), path: process.execPath })).code, 'lookup/too-large');
    });
  });

  it('runs a program without a shell, in a folder', async () => {
    await withFolder(async (folder) => {
      await writeFiles(folder, { say: '#!/bin/sh\nprintf "%s|" "$@"; cat; pwd\n' });
      await chmod(join(folder, 'say'), 0o755);
      const argv = ['./say', '$HOME', "it's"];

      const text = await lookUp({ kind: 'command', argv, folder, ...BOUNDS });

      assert.equal(text, `$HOME|it's|${folder}\n`);
    });
  });

  const COMMANDS: readonly (readonly [
    what: string,
    argv: readonly string[],
    told: RegExp,
    options?: Partial<typeof BOUNDS>,
  ])[] = [
    ['is not there', ['k3play-no-such'], /^lookup\/command: there is no program k3play-no-such$/],
    [
      'fails, with what it said',
      ['sh', '-c', 'printf "no\\033way" >&2; exit 3'],
      /^lookup\/command: sh ended with exit code 3; it said: no\?way$/,
    ],
    [
      'fails, and not what it said of a secret',
      ['sh', '-c', 'echo s3cret; echo s3cret >&2; exit 3'],
      /^lookup\/command: sh ended with exit code 3$/,
      { secret: true },
    ],
    ['is ended by a signal', ['sh', '-c', 'kill -9 $$'], /^lookup\/command: sh ended with SIGKILL$/],
    [
      'does not end',
      ['sh', '-c', 'sleep 600'],
      /^lookup\/timeout: sh took longer than 0\.3 s$/,
      { timeoutMs: 300 },
    ],
    ['prints without end', ['yes'], /^lookup\/too-large: what yes prints is larger than 2 KiB$/],
    ['prints no text', ['printf', '\\377'], /^lookup\/not-text: what printf prints is not UTF-8 text$/],
  ];
  for (const [what, argv, told, options] of COMMANDS) {
    it(`tells of a program that ${what}`, async () => {
      const { code, message } = await failOf({
        kind: 'command',
        argv,
        folder: '/',
        ...BOUNDS,
        ...options,
      });

      assert.match(`${code}: ${message}`, told);
    });
  }

  it('ends what a program started that takes too long', async () => {
    await withFolder(async (folder) => {
      const argv = ['sh', '-c', 'sleep 600 & echo $! > pid.new; mv pid.new pid; wait'];
      const asked = { kind: 'command', argv, folder, ...BOUNDS, timeoutMs: 1500 } as const;

      assert.equal((await failOf(asked)).code, 'lookup/timeout');

      const pid = (await readFile(join(folder, 'pid'), 'utf8')).trim();
      while (await isRunning(pid)) await setTimeout(20);
    });
  });

  it('asks a server, with headers that may be secret', async () => {
    await withWebServer(
      ({ headers, url }, response) => response.end(`${url} ${String(headers['x-token'])}`),
      async ({ url }) => {
        const headers = { 'X-Token': new Secret('t0ken') };

        assert.equal(await lookUp({ kind: 'http', url: `${url}/a?b=c`, headers, ...BOUNDS }), '/a?b=c t0ken');
      },
    );
  });

  it('tells of servers that answer wrongly, too much, late or elsewhere, without the query', async () => {
    await withWebServer(
      ({ url }, response) => {
        if (url?.startsWith('/late')) return;
        const status = { '/none?k=1': 404, '/moved?k=1': 302 }[url ?? ''] ?? 200;
        response.writeHead(status, { location: '/elsewhere' }).end('x'.repeat(2049));
      },
      async ({ url }) => {
        const tell = async (
          path: string,
          options: Partial<Extract<LookupRequest, { kind: 'http' }>> = {},
        ) => {
          const asked = {
            kind: 'http',
            url: `${url}/${path}?k=1`,
            headers: {},
            ...BOUNDS,
            ...options,
          } as const;
          const { code, message } = await failOf(asked);
          return `${code}: ${message.replace(url, '')}`;
        };

        assert.equal(await tell('none'), 'lookup/http: /none answers 404');
        assert.equal(await tell('moved'), 'lookup/http: /moved answers 302');
        assert.equal(await tell('large'), 'lookup/too-large: what /large answers is larger than 2 KiB');
        assert.equal(await tell('late', { timeoutMs: 200 }), 'lookup/timeout: /late took longer than 0.2 s');
        const headers = { 'X-Token': new Secret('two\nlines') };
        assert.equal(await tell('x', { headers }), 'lookup/http: the header "X-Token" cannot be sent');
        const withPassword = 'http://user:s3cret@127.0.0.1/';
        assert.doesNotMatch(await tell('x', { url: withPassword }), /s3cret/);
      },
    );
  });

  it('tells of a server that is not there', async () => {
    let gone = '';
    await withWebServer(
      (_, response) => response.end(),
      ({ url }) => {
        gone = url;
        return Promise.resolve();
      },
    );

    const { code, message } = await failOf({ kind: 'http', url: `${gone}/?key=1`, headers: {}, ...BOUNDS });

    assert.equal(code, 'lookup/http');
    assert.match(message, /ECONNREFUSED/);
    assert.doesNotMatch(message, /key/);
  });
});
