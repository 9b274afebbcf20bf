import type { RunOptions } from '../../../lib/connection/connection.ts';
import { type Script, sh } from '../../../lib/connection/sh.ts';
import type { Random } from '../../support/random.ts';

/** What must become of a script, wherever and among whatever others it runs. */
export type Expected =
  | { readonly kind: 'output'; readonly code: number; readonly stdout: Buffer; readonly stderr: Buffer }
  | { readonly kind: 'failure'; readonly code: 'timeout' | 'shell-ended' };

export interface RandomScript {
  readonly script: Script;
  readonly options: RunOptions;
  readonly expected: Expected;
}

const SIZES = [0, 1, 3, 100, 4095, 4096, 65_535, 65_536, 65_537];
const SIGNALS = { HUP: 129, INT: 130, KILL: 137, TERM: 143 } as const;
/** What a script may do besides, and what must not matter. */
const MANNERS: readonly Script[] = [
  sh``,
  sh`set -eu`,
  sh`(sleep 20; echo late) &`,
  sh`exec 3>&1 4>&2 5<&0`,
  sh`trap 'exit 99' TERM HUP`,
  sh`IFS=x; PATH=$PATH:; unset HOME; umask 000; cd /`,
  sh`ulimit -n 20`,
];

/** A script that prints some bytes to each output and ends in some way, and what a host must answer. */
export function buildRandomScript(random: Random, user: string | undefined): RandomScript {
  const [stdout, stderr] = [bytesOf(random), bytesOf(random)];
  const stdin = random.below(2) === 0 ? undefined : bytesOf(random);
  const echo = stdin === undefined ? sh`` : sh`cat`;
  const manner = random.pick(MANNERS);
  const before = sh.lines(manner, print(stdout), sh`{ :`, print(stderr), sh`} >&2`, echo);
  const all = stdin === undefined ? stdout : Buffer.concat([stdout, stdin]);
  const { script, expected, timeoutMs } = end(random, all, stderr);
  return { script: sh.lines(before, script), options: { stdin, user, timeoutMs }, expected };
}

interface End {
  readonly script: Script;
  readonly expected: Expected;
  readonly timeoutMs?: number;
}

function end(random: Random, stdout: Buffer, stderr: Buffer): End {
  const output = (code: number): Expected => ({ kind: 'output', code, stdout, stderr });
  switch (random.below(20)) {
    case 0: {
      const signal = random.pick(Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]);
      return { script: sh`trap - TERM HUP INT; kill -${signal} $$`, expected: output(SIGNALS[signal]) };
    }
    case 1:
      return { script: sh`exec sleep 60`, expected: { kind: 'failure', code: 'timeout' }, timeoutMs: 800 };
    case 2:
      return {
        script: sh`trap '' TERM; sleep 60 & sleep 60; sleep 60`,
        expected: { kind: 'failure', code: 'timeout' },
        timeoutMs: 800,
      };
    case 3:
      return { script: sh`kill -9 $PPID; sleep 60`, expected: { kind: 'failure', code: 'shell-ended' } };
    case 4:
      return { script: sh`exec sh -c 'exit 42'`, expected: output(42) };
    default: {
      const code = random.below(126);
      return { script: sh`exit ${code}`, expected: output(code) };
    }
  }
}

function bytesOf(random: Random): Buffer {
  const size = random.pick(SIZES);
  switch (random.below(3)) {
    case 0:
      return Buffer.from(Array.from({ length: size }, () => random.below(256)));
    case 1:
      return Buffer.alloc(size, 'line 1 end 0\n');
    default:
      return Buffer.alloc(size, random.below(256));
  }
}

/** As escapes, so that the script carries what it prints. */
function print(bytes: Buffer): Script {
  const escaped = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  const pieces: Script[] = [];
  for (let at = 0; at < escaped.length; at += 4000)
    pieces.push(sh`printf ${escaped.slice(at, at + 4000).join('')}`);
  return sh.lines(...pieces);
}
