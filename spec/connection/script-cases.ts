import assert from 'node:assert/strict';
import type { Output } from '../../lib/connection/connection.ts';
import { type Script, sh } from '../../lib/connection/sh.ts';
import { textOf } from './here.ts';

/** A script that might confuse a shell, and what it leaves behind where it does not. */
interface ScriptCase {
  readonly title: string;
  readonly script: Script;
  readonly code?: number;
  readonly stdout?: string | Buffer;
  readonly stderr?: RegExp;
}

/** What scripts do to the shell that runs them, and to their outputs. */
export const SCRIPT_CASES: readonly ScriptCase[] = [
  { title: 'prints to both outputs', script: sh`echo out; echo err >&2`, stdout: 'out\n', stderr: /^err\n$/ },
  { title: 'prints no line end', script: sh`printf abc`, stdout: 'abc' },
  { title: 'exits', script: sh`echo a; exit 7; echo b`, code: 7, stdout: 'a\n' },
  { title: 'is empty', script: sh``, stdout: '' },
  { title: 'becomes another program', script: sh`exec echo gone`, stdout: 'gone\n' },
  { title: 'reads standard input', script: sh`cat; read x || echo end`, stdout: 'end\n' },
  { title: 'closes its descriptors', script: sh`exec <&- >&- 2>&-; exit 3`, code: 3, stdout: '' },
  {
    title: 'leaves a daemon holding its output',
    script: sh`(sleep 3; echo late) & echo now`,
    stdout: 'now\n',
  },
  { title: 'has an error of syntax', script: sh`if; then`, code: 2, stdout: '', stderr: /^sh: / },
  {
    title: 'calls what is not there',
    script: sh`no-such-command`,
    code: 127,
    stderr: /^sh: .*no-such-command/,
  },
  {
    title: 'says its own marks',
    script: sh`for i in 1 2 3; do echo "x $i out"; echo "x $i end 0"; done`,
    stdout: [1, 2, 3].map((i) => `x ${i} out\nx ${i} end 0\n`).join(''),
  },
  { title: 'ends itself by a signal', script: sh`kill -9 $$`, code: 137 },
  { title: 'starts with a dash', script: sh`-n; echo $?`, stdout: '127\n' },
  { title: 'sets errexit and fails', script: sh`set -e; false; echo b`, code: 1, stdout: '' },
  {
    title: 'has a here-document on its first line',
    script: sh`cat <<'E'
a $b \c
E`,
    stdout: 'a $b \\c\n',
  },
  {
    title: 'prints megabytes without a line end to both outputs',
    script: sh`head -c 1500000 /dev/zero | tr '\0' a; head -c 1500000 /dev/zero | tr '\0' b >&2`,
    stdout: 'a'.repeat(1_500_000),
    stderr: /^b{1500000}$/,
  },
  {
    title: 'prints every byte there is',
    script: sh`i=0; while [ $i -lt 256 ]; do printf "\\$(printf %o $i)"; i=$((i+1)); done; printf '\0\377' >&2`,
    stdout: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  },
  { title: 'kills all of its group', script: sh`kill -9 0`, code: 137 },
  {
    title: 'opens its outputs anew',
    script: sh`exec >/dev/null 2>/dev/stdout; echo a; echo b >&2`,
    stdout: '',
  },
  {
    title: 'leaves a daemon holding its output and a descriptor of everything',
    script: sh`(exec 3>&1 4>&2 5<&0 6>&1 7>&1 8>&1 9>&1; sleep 3; echo late) & echo now`,
    stdout: 'now\n',
  },
  {
    title: 'prints to the output of the shell that runs it',
    script: sh`echo "junk 1 end 0" >"/proc/$PPID/fd/2"; echo fine`,
    stdout: 'fine\n',
  },
];

export function assertScriptCase({ code = 0, stdout, stderr = /^/ }: ScriptCase, output: Output): void {
  // Shells do not agree on the code of an error of syntax.
  const isSyntax = output.code === 1 && /syntax/i.test(textOf(output.stderr));
  assert.equal(isSyntax ? 2 : output.code, code);
  if (stdout !== undefined)
    assert.ok(output.stdout.equals(Buffer.from(stdout)), textOf(output.stdout.subarray(0, 500)));
  assert.match(textOf(output.stderr), stderr);
}
