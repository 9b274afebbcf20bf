import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Connection } from '../../../lib/connection/connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { failure, textOf } from '../../connection/here.ts';
import { type Sshd, startSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

interface LoginShell {
  readonly path: string;
  /** Read at each start, also for the commands of ssh. */
  readonly startUp: string;
  /** What people have in it, by title. */
  readonly habits: Readonly<Record<string, string>>;
}

const NOISE = 'echo "Welcome to the host"; echo "be careful" >&2; printf "no line end"';

const SHELLS: readonly LoginShell[] = [
  {
    path: '/bin/bash',
    startUp: '.bashrc',
    habits: {
      'prints to both outputs': NOISE,
      'sets options, traps and aliases': `set -eu; set -o noclobber; trap "echo bye" EXIT; shopt -s expand_aliases; alias echo=false read=false eval=false`,
      'spoils the environment': 'export PATH=/nowhere IFS=x LC_ALL=de_DE ENV=/etc/passwd CDPATH=/; umask 077',
      'reads a line': 'read answer',
      'waits a second': 'sleep 1',
      'leaves a daemon that holds the outputs': 'sleep 60 &',
      'replaces functions of the shell': 'cd() { echo "$@"; }; exit() { echo no; }; export -f cd',
    },
  },
  {
    path: '/usr/bin/zsh',
    startUp: '.zshenv',
    habits: {
      'prints to both outputs': NOISE,
      'sets options, traps and aliases': `setopt no_unset err_exit sh_word_split; trap "echo bye" EXIT; alias -g echo=false; alias read=false`,
      'spoils the environment': 'export PATH=/nowhere LC_ALL=de_DE ENV=/etc/passwd CDPATH=/; umask 077',
      'reads a line': 'read answer',
    },
  },
  {
    path: '/usr/bin/fish',
    startUp: '.config/fish/config.fish',
    habits: {
      'prints to both outputs': NOISE,
      'spoils the environment':
        'set -gx PATH /nowhere; set -gx LC_ALL de_DE; set -gx ENV /etc/passwd; umask 077',
      'defines functions and reads a line': 'function sh; echo no; end; alias read2 "echo x"; read answer',
    },
  },
  {
    path: '/bin/tcsh',
    startUp: '.cshrc',
    habits: {
      'prints to both outputs': 'echo "Welcome"; sh -c "echo careful >&2"; printf "no line end"',
      'spoils the environment':
        'setenv PATH /nowhere; setenv LC_ALL de_DE; setenv ENV /etc/passwd; umask 077',
      'reads a line': 'set answer = "$<"',
    },
  },
  { path: '/bin/dash', startUp: '.profile', habits: { 'is not asked for start-up files': 'exit 1' } },
];

describe('run under a login shell', () => {
  let sshd: Sshd;
  let user: SpecUser;
  let connection: Connection;

  before(async () => {
    sshd = await startSshd();
  });
  after(() => sshd.stop());
  afterEach(async () => {
    await connection.close();
    user.remove();
  });

  const logInWith = async (
    path: string,
    startUp: readonly [file: string, text: string],
    connectTimeoutMs = 10_000,
  ): Promise<void> => {
    user = addUser(path);
    user.allow('ALL=(ALL) NOPASSWD: ALL');
    const file = join(user.home, startUp[0]);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${startUp[1]}\n`);
    connection = await sshd.connect({ user: user.name, connectTimeoutMs });
  };

  for (const { path, startUp, habits } of SHELLS) {
    for (const [title, text] of Object.entries(habits)) {
      it(`is the same with ${path} whose ${startUp} ${title}`, async () => {
        await logInWith(path, [startUp, text]);
        const bytes = randomBytes(100_000);
        const back = join(sshd.folder, 'back');

        const { stdout, stderr, code } = await connection.run(
          sh`id -un; pwd; echo "$HOME"; umask; echo "$LC_ALL" >&2; cat; exit 3`,
          { stdin: 'in' },
        );
        const asRoot = await connection.run(sh`id -un; echo x >&2`, { user: 'root' });
        await connection.upload({ kind: 'bytes', bytes }, { path: `${user.home}/up`, mode: '0600' });
        await connection.download(`${user.home}/up`, back);

        assert.match(textOf(stdout), new RegExp(`^${user.name}\n${user.home}\n${user.home}\n0*22\nin$`));
        assert.equal(textOf(stderr), 'C\n');
        assert.equal(code, 3);
        assert.deepEqual([textOf(asRoot.stdout), textOf(asRoot.stderr)], ['root\n', 'x\n']);
        assert.ok(readFileSync(back).equals(bytes));
      });
    }
  }

  for (const [title, path, startUp, text, words] of [
    ['the account has no shell', '/usr/sbin/nologin', '.profile', '', /not available/],
    [
      'they end the shell',
      '/bin/bash',
      '.bashrc',
      'echo "quota exceeded, go away"; exit 4',
      /quota exceeded/,
    ],
    ['they become another shell', '/bin/bash', '.bashrc', 'exec zsh', /./],
    ['they become a shell that knows other words', '/bin/bash', '.bashrc', 'exec fish', /./],
    ['they close the input', '/bin/bash', '.bashrc', 'exec </dev/null', /./],
    ['they send back what they are sent', '/bin/bash', '.bashrc', 'exec cat', /sends back what it is sent/],
    ['they read all there is', '/bin/bash', '.bashrc', 'cat >/dev/null', /within/],
  ] as const) {
    it(`fails in time, does nothing and says what the host said where ${title}`, async () => {
      await logInWith(path, [startUp, text], 1000);
      const ran = join(user.home, 'ran');

      const run = connection.run(sh`echo >${ran}`, { stdin: 'geheim' });

      await assert.rejects(run, failure('auth', 'connection/shell-refused', words));
      await assert.rejects(run, (error: Error) => !error.message.includes('geheim'));
      assert.deepEqual(
        ['/now', '/end', '/1.s', '/1.i', ran].filter((file) => existsSync(file)),
        [],
      );
    });
  }
});
