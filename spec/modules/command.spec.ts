import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Secret } from '../../lib/core/secret.ts';
import { command } from '../../lib/modules/command.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFolder } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const idle = { rc: 0, stdout: '', stderr: '', stdout_lines: [], truncated: false };

describeModule(command, {
  inSync: [
    {
      title: 'what it creates is there',
      params: { argv: ['make'], creates: '/x' },
      found: { creates: aFolder() },
      result: idle,
    },
    {
      title: 'it only looks',
      params: { command: 'k3s --version', readonly: true },
      found: { look: idle },
      result: idle,
    },
  ],
  drift: [
    {
      title: 'words are quoted, not interpreted',
      params: { argv: ['if', 'a b', '$(id)', "it's", '*'], creates: '/x' },
      found: { creates: absent },
      steps: [
        {
          subject: `if 'a b' '$(id)' 'it'\\''s' '*'`,
          from: 'due (/x is absent)',
          to: 'done',
          script: `exec if 'a b' '$(id)' 'it'\\''s' '*'`,
        },
      ],
    },
    {
      title: 'a line is split',
      params: { command: `echo "a b" c` },
      found: {},
      steps: [
        {
          subject: `echo 'a b' c`,
          from: 'no guard says',
          to: 'run',
          certain: false,
          script: `exec echo 'a b' c`,
        },
      ],
    },
  ],
  faults: [
    {
      title: 'an open quote',
      params: { command: `echo "a`, creates: '/x' },
      found: {},
      message: /cannot be split into words: echo "a.*argv/,
    },
  ],
  invalid: [
    { title: 'nothing to run', params: {}, message: /exactly one of "argv" or "command"/ },
    { title: 'two things to run', params: { argv: ['a'], command: 'b' }, message: /exactly one of/ },
    { title: 'no word', params: { argv: [] }, message: /must not be an empty list/ },
    {
      title: 'a secret on the command line',
      params: { argv: ['x', new Secret('y')] },
      message: /secret cannot go here/,
    },
  ],
});

describe('command on a real shell', () => {
  const argvs = [
    ['printf', '%s|', 'a b', '$HOME', "it's", '*', '', '-x', 'a\nb', '`id`', '\\'],
    ['echo', 'if', 'then', '|', '>', 'x'],
  ];

  it('passes words on as they are', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const [print, echo] = await Promise.all(
            argvs.map((argv) =>
              applyOnRealShell(command, { argv, readonly: true, chdir: root }, { shell, root }),
            ),
          );

          assert.equal(print?.result['stdout'], `${argvs[0]?.slice(2).join('|')}|`, shell.name);
          assert.equal(echo?.result['stdout'], 'if then | > x', shell.name);
        });
      }
    }));

  it('takes no word for a part of the shell', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          for (const word of ['if', 'A=1', 'cd', '{', '!']) {
            const { result } = await applyOnRealShell(
              command,
              { argv: [word, 'x'], readonly: true },
              { shell, root },
            );

            assert.equal(result['rc'], 127, `${shell.name}: ${word}: ${String(result['stderr'])}`);
          }
        });
      }
    }));

  it('runs once where a guard says so', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const params = { argv: ['touch', '--', '-made'], chdir: root, creates: join(root, '-made') };
          const first = await applyOnRealShell(command, params, { shell, root });
          const second = await applyOnRealShell(command, params, { shell, root });

          assert.deepEqual([first.steps.length, second.steps.length], [1, 0]);
        });
      }
    }));
});
