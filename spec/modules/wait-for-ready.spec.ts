import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Secret } from '../../lib/core/secret.ts';
import { isUnknown } from '../../lib/core/unknown.ts';
import type { Readiness } from '../../lib/modules/shared/readiness.ts';
import type { PollStep, Step } from '../../lib/modules/step.ts';
import { waitForReady } from '../../lib/modules/wait-for-ready.ts';
import { makeCertificate } from '../support/certificate.ts';
import { describeModule } from '../support/describe-module.ts';
import { debian } from '../support/facts.ts';
import { completeParams } from '../support/params.ts';
import { applyOnRealShell, planOnRealShell } from '../support/real-shell.ts';
import { bash, withShells, type Shell } from '../support/shells.ts';
import { ask } from '../support/step-taking.ts';
import { withFolder } from '../support/temporary-folder.ts';
import { withWebServer } from '../support/web-server.ts';

const ready: Readiness = { kind: 'ready' };
const notYet: Readiness = { kind: 'not-yet', missing: 'no connection' };
const unable: Readiness = { kind: 'unable', reason: 'this needs curl on the host' };

describeModule(waitForReady, {
  inSync: [
    {
      title: 'a port that answers',
      params: { port: 6443 },
      found: { readiness: ready },
      result: { status: 0, body: '' },
    },
    {
      title: 'a URL that answers',
      params: { url: 'https://x/', body: '^ok' },
      found: { readiness: { kind: 'ready', status: 200, body: 'ok' } },
      result: { status: 200, body: 'ok' },
    },
  ],
  drift: [
    {
      title: 'a port',
      params: { port: 6443, host: '10.0.0.1' },
      found: { readiness: notYet },
      steps: [{ what: 'port 6443 of 10.0.0.1 answers' }],
      after: { readiness: ready },
    },
    {
      title: 'a URL, from here',
      params: { url: 'https://x/', from: 'here' },
      found: { readiness: notYet },
      steps: [{ what: 'https://x/ answers' }],
      result: { status: '(unknown)', body: '(unknown)' },
    },
    {
      title: 'a command',
      params: { command: 'k3s kubectl get nodes\n', evidence: 'journalctl' },
      found: { readiness: notYet },
      steps: [{ what: '"k3s kubectl get nodes" succeeds' }],
      after: { readiness: ready },
    },
    {
      title: 'a command with a secret',
      params: { command: new Secret('login s3cret') },
      found: { readiness: notYet },
      steps: [{ what: 'a command that holds a secret succeeds' }],
    },
  ],
  faults: [
    {
      title: 'a pattern that is none',
      params: { url: 'https://x/', body: '(' },
      found: { readiness: notYet },
      message: /Invalid regular expression.*"body"/,
    },
  ],
  unknown: [
    {
      title: 'nothing to ask with, yet',
      params: { url: 'https://x/' },
      found: { readiness: unable },
      reason: /needs curl/,
    },
  ],
  invalid: [
    { title: 'nothing to wait for', params: {}, message: /exactly one of "port", "url" or "command"/ },
    { title: 'two things to wait for', params: { port: 1, command: 'x' }, message: /exactly one of/ },
    { title: 'a status of a port', params: { port: 1, status: [200] }, message: /"url" is missing/ },
    {
      title: 'a command of this machine',
      params: { command: 'x', from: 'here' },
      message: /from: must be "host"/,
    },
    { title: 'a port that is none', params: { port: 70_000 }, message: /port: must be 65535 or less/ },
    { title: 'a URL of another kind', params: { url: 'ftp://x' }, message: /url/ },
    { title: 'certificates that are none', params: { url: 'https://x', ca: 'server.crt' }, message: /ca/ },
  ],
});

describe('wait-for-ready', () => {
  const pollOf = (params: Record<string, unknown>): PollStep => {
    const complete = completeParams(waitForReady.params, params).params;
    const plan = waitForReady.plan({ params: complete, facts: debian, found: { readiness: notYet } });
    const [step] = plan as readonly Step[];
    assert.ok(step?.kind === 'poll');
    return step;
  };

  it('says what is missing, and when waiting is of no use', () => {
    const step = pollOf({ port: 1 });

    assert.equal(step.missing(ready), undefined);
    assert.equal(step.missing(notYet), 'no connection');
    assert.equal(step.hopeless?.(notYet), undefined);
    assert.match(step.hopeless?.(unable)?.message ?? '', /needs curl/);
  });

  it('takes its times in seconds', () => {
    const step = pollOf({ port: 1, timeout: 5, interval: 0.5 });

    assert.deepEqual([step.timeoutMs, step.intervalMs], [5000, 500]);
  });

  it('collects evidence on the host', async () => {
    const { evidence } = pollOf({ port: 1, evidence: 'echo out; echo err >&2; exit 3' });

    assert.ok(evidence);
    assert.equal(await ask(evidence, bash), 'out\nerr\n');
  });

  it('knows no port of a host without an address', async () => {
    const plan = await planOnRealShell(
      waitForReady,
      { port: 1, from: 'here' },
      { shell: bash, facts: { address: '' } },
    );

    assert.ok(isUnknown(plan));
    assert.match(plan.reason, /no address of its own; give "host"/);
  });
});

describe('wait-for-ready on a real shell', () => {
  const missingOf = async (params: Record<string, unknown>, shell: Shell): Promise<string> => {
    const complete = completeParams(waitForReady.params, params);
    assert.deepEqual(complete.issues, []);
    const { readiness } = waitForReady.reads({ params: complete.params, facts: debian });
    assert.ok(readiness);
    const answer = (await ask(readiness, shell)) as Readiness;
    return answer.kind === 'ready' ? 'ready' : answer.kind === 'unable' ? answer.reason : answer.missing;
  };
  const site: RequestListener = (request, response) => {
    const allowed = request.headers['x-token'] === 's"3\\cret';
    response.writeHead(request.url === '/closed' && !allowed ? 401 : 200).end('state:\n  ok\n');
  };
  // The hosts that have busybox alone have no curl; for ports they have nc.
  const withCurl = (shells: readonly Shell[]): readonly Shell[] =>
    shells.filter(({ name }) => name !== 'busybox');

  it('waits until a port takes connections', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        for (const from of ['host', 'here']) {
          const server = createServer((socket) => socket.destroy());
          await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
          const { port } = server.address() as AddressInfo;
          const params = { port, host: '127.0.0.1', from };

          const open = await missingOf(params, shell);
          await new Promise((resolve) => server.close(resolve));
          const closed = await missingOf(params, shell);

          assert.equal(open, 'ready', `${shell.name} from ${from}`);
          assert.match(closed, /no connection to 127\.0\.0\.1|ECONNREFUSED/);
        }
      }
    }));

  it('asks for a port with curl where there is no bash', () =>
    withFolder(async (root) => {
      const shell: Shell = { name: 'dash', command: ['/bin/dash'], path: root };
      writeFileSync(join(root, 'curl'), '#!/bin/sh\nexec /usr/bin/curl "$@"\n', { mode: 0o755 });
      const server = createServer((socket) => socket.end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;

      const open = await missingOf({ port }, shell);
      await new Promise((resolve) => server.close(resolve));
      const closed = await missingOf({ port }, shell);
      rmSync(join(root, 'curl'));
      const bare = await missingOf({ port }, shell);

      assert.equal(open, 'ready');
      assert.match(closed, /no connection/);
      assert.match(bare, /needs bash, curl or nc on the host/);
    }));

  it('judges status and body of a URL', () =>
    withWebServer(site, ({ url }) =>
      withShells(async (shells) => {
        for (const from of ['host', 'here']) {
          for (const shell of withCurl(shells)) {
            const judge = (params: object): Promise<string> =>
              missingOf({ url: `${url}/closed`, from, ...params }, shell);

            assert.equal(await judge({ status: [200, 401] }), 'ready');
            assert.equal(
              await judge({ headers: { 'x-token': new Secret('s"3\\cret') }, body: '^state:\\n  ok' }),
              'ready',
            );
            assert.equal(await judge({}), 'status 401 (state:), not 200');
            assert.match(
              await judge({ status: [401], body: 'gone' }),
              /the body \(state:\) does not match gone/,
            );
          }
        }
      }),
    ));

  it('trusts the certificates it is told to, and no others', async () => {
    const tls = await makeCertificate();
    const other = await makeCertificate();
    await withWebServer(
      site,
      ({ url, port }) =>
        withFolder((root) =>
          withShells(async (shells) => {
            const ca = join(root, "it's a ca");
            writeFileSync(ca, tls.cert);
            for (const from of ['host', 'here']) {
              for (const shell of withCurl(shells)) {
                const judge = (params: object): Promise<string> => missingOf({ url, from, ...params }, shell);
                const headers = { 'x-token': 's"3\\cret' };

                assert.equal(await judge({ ca: tls.cert }), 'ready', `${shell.name} from ${from}`);
                assert.equal(await judge({ ca: tls.cert, headers, url: `${url}/closed` }), 'ready');
                assert.equal(await judge({ ca }), 'ready');
                assert.equal(await judge({ insecure: true }), 'ready');
                assert.match(await judge({}), /self.signed certificate/i);
                assert.match(await judge({ ca: other.cert }), /certificate/i);
                assert.match(
                  await judge({ ca: tls.cert, url: `https://localhost:${port}` }),
                  /name|localhost|ECONNREFUSED/i,
                );
              }
            }
          }),
        ),
      { tls },
    );
  });

  it('says where curl is missing', () =>
    withShells(async (shells) => {
      const busybox = shells.find(({ name }) => name === 'busybox');
      assert.ok(busybox);

      assert.match(
        await missingOf({ url: 'https://127.0.0.1' }, busybox),
        /needs curl on the host; "from: here"/,
      );
    }));

  it('waits until a command succeeds, and then no more', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const command = `[ -e '${root}/ready' ] || { echo not yet >&2; exit 4; }`;
          const missing = await missingOf({ command }, shell);
          setTimeout(() => writeFileSync(join(root, 'ready'), ''), 20);
          const poll = pollReady({ command, interval: 0.1 }, shell);

          await poll;
          const { steps } = await applyOnRealShell(waitForReady, { command }, { shell, root });

          assert.equal(missing, 'exit code 4: not yet');
          assert.deepEqual(steps, []);
        });
      }
    }));

  const pollReady = async (params: Record<string, unknown>, shell: Shell): Promise<void> => {
    for (let attempt = 0; (await missingOf(params, shell)) !== 'ready'; attempt += 1) {
      assert.ok(attempt < 500, 'it is not ready');
    }
  };
});
