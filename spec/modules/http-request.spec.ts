import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { httpRequest } from '../../lib/modules/http-request.ts';
import { makeCertificate, type TlsPair } from '../support/certificate.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { installSystemShells, type Shell } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';
import { withWebServer } from '../support/web-server.ts';

const url = 'http://127.0.0.1:3000/a';
const post = { url, method: 'POST', json: { a: 1 } };
const answered = {
  rc: 0,
  stdout: '{"up": true}',
  stderr:
    '\nk3play-headers\nHTTP/1.1 302 Found\r\nLocation: /b\r\n\r\nHTTP/1.1 200 OK\r\nX-A: 1\r\nX-a: 2\r\n\n',
  stdout_lines: [],
  truncated: false,
};
const fields = ['rc', 'status', 'headers', 'body', 'json', 'stderr'];

describeModule(httpRequest, {
  inSync: [
    {
      title: 'GET only looks, and its last answer counts',
      params: { url },
      found: { look: answered },
      result: {
        rc: 0,
        status: 200,
        headers: { 'x-a': '1, 2' },
        body: '{"up": true}',
        json: { up: true },
        stderr: '',
      },
    },
    {
      title: 'another status than wanted, which is for the engine to judge',
      params: { url, status: [204, 404] },
      found: { look: { ...answered, rc: 22 } },
      result: {
        rc: 22,
        status: 200,
        headers: { 'x-a': '1, 2' },
        body: '{"up": true}',
        json: { up: true },
        stderr: 'the answer has status 200, not 204 or 404: {"up": true}',
      },
    },
    {
      title: 'no answer',
      params: { url, method: 'HEAD' },
      found: { look: { ...answered, rc: 7, stdout: '', stderr: 'curl: (7) no way\n\nk3play-headers\n\n' } },
      result: { rc: 7, status: 0, headers: {}, body: '', json: null, stderr: 'curl: (7) no way' },
    },
    {
      title: 'what it creates is there',
      params: { ...post, creates: '/x' },
      found: { creates: aFile('') },
      result: { rc: 0, status: 0, headers: {}, body: '', json: null, stderr: '' },
    },
    { title: 'unless holds', params: { ...post, unless: 'is-made' }, found: { unless: 'holds' } },
  ],
  drift: [
    {
      title: 'what it creates is absent',
      params: { ...post, creates: '/x' },
      found: { creates: absent },
      steps: [{ subject: `POST ${url}`, from: 'due (/x is absent)', to: 'done', stdin: '{"a":1}' }],
      result: Object.fromEntries(fields.map((name) => [name, '(unknown)'])),
    },
    {
      title: 'nothing says whether it is due',
      params: { ...post, method: 'DELETE', json: undefined },
      found: {},
      steps: [{ subject: `DELETE ${url}`, from: 'no guard says', to: 'run', certain: false }],
    },
    {
      title: 'GET with a guard is a step',
      params: { url, only_if: 'is-due' },
      found: { only_if: 'holds' },
      steps: [{ subject: `GET ${url}`, from: 'due ("only_if" holds)', to: 'done' }],
    },
    {
      title: 'a URL that is secret shows nothing',
      params: { url: new Secret(`${url}?t=x`), readonly: false },
      found: {},
      steps: [{ subject: 'GET of a URL that is secret', from: 'no guard says', to: 'run', certain: false }],
    },
  ],
  unknown: [
    {
      title: 'a body that is not known',
      params: { ...post, json: { a: new Unknown('no lease yet') } },
      found: {},
      reason: /no lease yet/,
    },
  ],
  faults: [
    { title: 'no http', params: { url: 'ftp://x' }, found: {}, message: /"url" must begin with http/ },
  ],
  invalid: [
    { title: 'two bodies', params: { ...post, body: 'x' }, message: /json/ },
    { title: 'a guard of what only looks', params: { url, readonly: true, unless: 'x' }, message: /unless/ },
    { title: 'a password of nobody', params: { url, password: 'x' }, message: /username/ },
    { title: 'a header that breaks out', params: { url, headers: { 'A\nB': 'x' } }, message: /headers/ },
  ],
});

interface Told {
  readonly request: IncomingMessage;
  readonly body: string;
}

/** A server that remembers what it was told; a POST to /make makes a file. */
function remember(told: Told[], file: string): RequestListener {
  return (request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer.sendDate = false;
      told.push({ request, body: Buffer.concat(chunks).toString() });
      respond(request, answer, file);
    });
  };
}

function respond({ url: path, method }: IncomingMessage, answer: ServerResponse, file: string): void {
  if (path === '/make' && method === 'POST') writeFileSync(file, '');
  if (path === '/gone') answer.destroy();
  else if (path === '/moved') answer.writeHead(302, { Location: '/json' }).end('elsewhere');
  else if (path === '/wrong') answer.writeHead(503).end('too busy\n');
  else answer.writeHead(200, { 'Content-Type': 'application/json' }).end('{"it\'s": "HTTP/1.1 200 \\" ü"}\n');
}

describe('http-request on a real shell', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();
  after(remove);

  interface Place {
    readonly shell: Shell;
    readonly root: string;
    readonly told: Told[];
    readonly base: string;
    readonly file: string;
  }

  function each(body: (place: Place) => Promise<void>, tls?: Promise<TlsPair>) {
    return async () => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const told: Told[] = [];
          const file = join(root, 'made');
          await withWebServer(
            remember(told, file),
            ({ url: base }) => body({ shell, root, told, base, file }),
            tls ? { tls: await tls } : {},
          );
        });
      }
    };
  }

  it(
    'tells status, headers and body, also of where it is sent',
    each(async ({ shell, root, base }) => {
      const { steps, result } = await applyOnRealShell(
        httpRequest,
        { url: `${base}/moved` },
        { shell, root },
      );

      assert.deepEqual(steps, []);
      assert.deepEqual([result['rc'], result['status'], result['stderr']], [0, 200, '']);
      assert.deepEqual(result['json'], { "it's": 'HTTP/1.1 200 " ü' });
      assert.equal((result['headers'] as Record<string, string>)['content-type'], 'application/json');
    }),
  );

  it(
    'tells what is wrong',
    each(async ({ shell, root, base }) => {
      const wrong = await applyOnRealShell(httpRequest, { url: `${base}/wrong` }, { shell, root });
      const moved = await applyOnRealShell(
        httpRequest,
        { url: `${base}/moved`, follow: false, status: [302] },
        { shell, root },
      );
      const away = await applyOnRealShell(httpRequest, { url: `${base}/gone` }, { shell, root });

      assert.deepEqual(
        [wrong.result['rc'], wrong.result['stderr']],
        [22, 'the answer has status 503, not 2xx: too busy'],
      );
      assert.deepEqual([moved.result['rc'], moved.result['body']], [0, 'elsewhere']);
      assert.equal(away.result['rc'], 52);
      assert.match(String(away.result['stderr']), /^curl: \(52\)/);
    }),
  );

  it(
    'sends what is due once, and no secret in its script',
    each(async ({ shell, root, told, base, file }) => {
      const params = {
        url: `${base}/make`,
        method: 'POST',
        headers: { 'X-Token': new Secret('to"ken\\') },
        username: 'me',
        password: new Secret("pass 'word"),
        json: { text: new Secret('line\nü "x"'), more: 'y'.repeat(200_000) },
        creates: file,
      };

      const { steps, result } = await applyOnRealShell(httpRequest, params, { shell, root });

      const [step] = steps;
      assert.ok(existsSync(file));
      assert.equal(told.length, 1);
      assert.equal(told[0]?.request.headers['x-token'], 'to"ken\\');
      assert.equal(told[0].request.headers['content-type'], 'application/json');
      const basic = Buffer.from("me:pass 'word").toString('base64');
      assert.equal(told[0].request.headers.authorization, `Basic ${basic}`);
      assert.deepEqual(JSON.parse(told[0].body), { text: 'line\nü "x"', more: 'y'.repeat(200_000) });
      assert.ok(
        step?.kind === 'run' &&
          !/ken|word|line/.test(step.script.text.replace('k3play_line', '').replaceAll('line', '')),
      );
      assert.deepEqual(result['status'], 200);
    }),
  );

  const certificate = makeCertificate();
  it(
    'trusts a certificate that it is given, and no other',
    each(async ({ shell, root, base }) => {
      const ca = join(root, "it's a ca.pem");
      writeFileSync(ca, (await certificate).cert);
      const url = base;

      const refused = await applyOnRealShell(httpRequest, { url }, { shell, root });
      const trusted = await applyOnRealShell(httpRequest, { url, ca }, { shell, root });

      assert.deepEqual([refused.result['rc'], trusted.result['rc']], [60, 0]);
    }, certificate),
  );

  it('says that the host has no curl', async () => {
    await withFolder(async (root) => {
      const shell = { name: 'dash', command: ['/bin/dash'], path: root } as const;

      const { result } = await applyOnRealShell(httpRequest, { url: 'http://127.0.0.1:1/' }, { shell, root });

      assert.deepEqual([result['rc'], result['stderr']], [127, 'this needs curl; install it on the host']);
    });
  });
});
