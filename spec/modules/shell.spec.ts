import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../lib/core/secret.ts';
import { findUnknown } from '../../lib/core/unknown.ts';
import { shell } from '../../lib/modules/shell.ts';
import { describeModule } from '../support/describe-module.ts';
import { debian } from '../support/facts.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const idle = { rc: 0, stdout: '', stderr: '', stdout_lines: [], truncated: false };
const pending = Object.fromEntries(Object.keys(idle).map((name) => [name, '(unknown)']));
const look = { ...idle, stdout: 'a\nb', stdout_lines: ['a', 'b'] };

describeModule(shell, {
  inSync: [
    {
      title: 'what it creates is there',
      params: { script: 'make', creates: '/x' },
      found: { creates: aFolder() },
      result: idle,
    },
    {
      title: 'what it creates is made by an earlier command',
      params: { script: 'make', creates: '/x' },
      found: { creates: { kind: 'present' } },
    },
    {
      title: 'what it removes is not there',
      params: { script: 'rm /x', removes: '/x' },
      found: { removes: absent },
    },
    { title: 'unless holds', params: { script: 'make', unless: 'is-made' }, found: { unless: 'holds' } },
    { title: 'only_if fails', params: { script: 'make', only_if: 'is-due' }, found: { only_if: 'fails' } },
    {
      title: 'one guard of several says no',
      params: { script: 'make', creates: '/x', only_if: 'is-due' },
      found: { creates: absent, only_if: 'fails' },
    },
    {
      title: 'it only looks',
      params: { script: 'ls', readonly: true },
      found: { look },
      result: look,
    },
    {
      title: 'it only looks and fails, which is for the engine to judge',
      params: { script: 'ls', readonly: true },
      found: { look: { ...idle, rc: 2 } },
      result: { ...idle, rc: 2 },
    },
  ],
  drift: [
    {
      title: 'what it creates is absent',
      params: { script: 'cd /tmp\nmake', creates: '/x' },
      found: { creates: absent },
      steps: [{ subject: 'cd /tmp …', from: 'due (/x is absent)', to: 'done', script: 'cd /tmp\nmake' }],
      result: pending,
    },
    {
      title: 'what it creates is a link that leads nowhere',
      params: { script: 'make', creates: '/x' },
      found: { creates: { kind: 'link', target: '/y', leads: absent } },
      steps: [{ subject: 'make', from: 'due (/x is absent)', to: 'done' }],
    },
    {
      title: 'all guards say yes',
      params: { script: 'make', removes: '/x', unless: 'a', only_if: 'b' },
      found: { removes: aFile(''), unless: 'fails', only_if: 'holds' },
      steps: [{ subject: 'make', from: 'due (/x is there, "unless" fails, "only_if" holds)', to: 'done' }],
    },
    {
      title: 'no guard',
      params: { script: 'make', stdin: 'yes\n', env: { A: "it's" }, chdir: '/srv' },
      found: { folder: aFolder() },
      steps: [
        {
          subject: 'make',
          from: 'no guard says',
          to: 'run',
          certain: false,
          script: "cd -- /srv || exit 250\nexport A='it'\\''s'\nmake",
          stdin: 'yes\n',
        },
      ],
      result: pending,
    },
    {
      title: 'a secret in the script',
      params: { script: new Secret('login s3cret'), stdin: 'x', creates: '/x' },
      found: { creates: absent },
      steps: [
        {
          subject: 'a script that holds a secret',
          from: 'due (/x is absent)',
          to: 'done',
          stdin: 'login s3cret\nx',
        },
      ],
    },
    {
      title: 'a long line',
      params: { script: 'x'.repeat(100), creates: '/x' },
      found: { creates: absent },
      steps: [{ subject: `${'x'.repeat(60)} …`, from: 'due (/x is absent)', to: 'done' }],
    },
  ],
  faults: [
    {
      title: 'no folder to run in',
      params: { script: 'make', chdir: '/srv' },
      found: { folder: absent },
      message: /the folder \/srv does not exist on the host.*chdir/,
    },
    {
      title: 'a file to run in',
      params: { script: 'make', chdir: '/srv', readonly: true },
      found: { folder: aFile(''), look: { ...idle, rc: 250 } },
      message: /\/srv is a file on the host, not a folder/,
    },
  ],
  unknown: [
    {
      title: 'the folder of a look is yet to be made',
      params: { script: 'ls', chdir: '/srv', readonly: true },
      found: { folder: aFolder(), look: { ...idle, rc: 250 } },
      reason: /makes the folder \/srv/,
    },
    {
      title: 'the folder of a guard is yet to be made',
      params: { script: 'ls', chdir: '/srv', only_if: 'test -e x' },
      found: { folder: aFolder(), only_if: 'nowhere' },
      reason: /makes the folder/,
    },
  ],
  invalid: [
    { title: 'no script', params: {}, message: /"script" is missing/ },
    {
      title: 'a guard for what only looks',
      params: { script: 'ls', readonly: true, creates: '/x' },
      message: /creates: is not allowed here/,
    },
    {
      title: 'a variable that is no name',
      params: { script: 'ls', env: { 'A B': '1' } },
      message: /"A B" is not allowed/,
    },
    {
      title: 'a secret on a path',
      params: { script: 'ls', creates: new Secret('/x') },
      message: /secret cannot go here/,
    },
  ],
});

describe('shell on a real shell', () => {
  it('runs once and is silent then, whatever the guard', () =>
    withShells(async (shells) => {
      for (const one of shells) {
        await withFolder(async (root) => {
          const path = join(root, "it's made");
          const quoted = `'${path.replaceAll("'", `'\\''`)}'`;
          const rounds = [
            { script: `echo made; echo x >>${quoted}`, creates: path },
            { script: `echo made; echo y >>${quoted}`, unless: `grep -q y ${quoted}` },
            {
              script: `echo made; rm ${quoted}; echo z > z`,
              only_if: `grep -q x "$FILE"`,
              env: { FILE: path },
            },
            { script: 'echo made; rm z', removes: join(root, 'z') },
          ];

          for (const params of rounds) {
            const options = { shell: one, root };
            const first = await applyOnRealShell(shell, { chdir: root, ...params }, options);
            const second = await applyOnRealShell(shell, { chdir: root, ...params }, options);

            assert.equal(first.result['stdout'], 'made', one.name);
            assert.ok(findUnknown(first.predictedResult));
            assert.deepEqual(second.steps, []);
          }
          assert.equal(existsSync(join(root, 'z')), false);
        });
      }
    }));

  it('gives code and output of what fails', () =>
    withShells(async (shells) => {
      for (const one of shells) {
        await withFolder(async (root) => {
          for (const readonly of [true, false]) {
            const params = { script: 'echo out; echo err >&2; exit 3', readonly };
            const { result, steps } = await applyOnRealShell(shell, params, { shell: one, root });

            assert.deepEqual(result, {
              rc: 3,
              stdout: 'out',
              stderr: 'err',
              stdout_lines: ['out'],
              truncated: false,
            });
            assert.equal(steps.length, readonly ? 0 : 1);
          }
        });
      }
    }));

  it('feeds a secret script that reads its own input', () =>
    withShells(async (shells) => {
      for (const one of shells) {
        await withFolder(async (root) => {
          writeFileSync(join(root, 'x'), '');
          const params = {
            script: new Secret('read -r a\nread -r b\necho "$b$a" > x'),
            stdin: '1\n2\n',
            chdir: root,
          };

          await applyOnRealShell(shell, params, { shell: one, root });

          assert.equal(readFileSync(join(root, 'x'), 'utf8'), '21\n');
        });
      }
    }));
});

describe('shell', () => {
  it('counts a signal as 128 and its number', () => {
    const output = { code: null, signal: 'SIGKILL', stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
    const ran = [{ ...output, truncated: true, durationMs: 1 }];
    const params = { script: 'x', env: {}, readonly: false };

    const result = shell.output({ params, facts: debian, found: {}, ran });

    assert.deepEqual(result, { ...idle, rc: 137, truncated: true });
  });
});
