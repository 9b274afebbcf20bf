import { spawnSync } from 'node:child_process';
import type { Output } from '../../lib/connection/connection.ts';
import type { HostRead } from '../../lib/modules/read.ts';
import type { Random } from './random.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

/** What no program of the field would answer. */
const NONSENSE: readonly Buffer[] = [
  bytes(''),
  bytes('\n'),
  bytes('\0\0\0'),
  bytes('{"__proto__": {"polluted": true}}'),
  bytes('__proto__ constructor toString\n'),
  bytes('\u001b]0;title\u0007\u001b[2J\u202e'),
  Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0x0a]),
  bytes('-1\n99999999999999999999999\nNaN\n'),
  bytes('a '.repeat(100_000)),
  bytes('\n'.repeat(10_000)),
  bytes('[[[[[[[[[['),
  bytes(`${'x'.repeat(200_000)}\n`),
];
const CODES: readonly (number | null)[] = [0, 1, 2, 69, 126, 127, 255, null];

/** What this machine answers, which is at least of the right kind; nothing where that takes long. */
export function answerOf(read: HostRead<unknown>): Output | undefined {
  const { stdout, stderr, status, error } = spawnSync('sh', ['-c', read.script.text], {
    timeout: 2000,
    maxBuffer: 16 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return error ? undefined : outputOf(stdout, { code: status, stderr });
}

/** Lies of a host: nonsense, and what it did answer with some of it cut, doubled, swapped or made another. */
export function lieAbout(truth: Output | undefined, random: Random): Output {
  const code = random.pick(CODES);
  const stderr = random.pick(NONSENSE);
  if (truth === undefined || random.below(3) === 0) return outputOf(random.pick(NONSENSE), { code, stderr });
  return outputOf(garble(truth.stdout, random), { code: random.below(3) > 0 ? truth.code : code, stderr });
}

function garble(text: Buffer, random: Random): Buffer {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + random.below(20));
  switch (random.below(5)) {
    case 0:
      return text.subarray(0, at);
    case 1:
      return Buffer.concat([text, text]);
    case 2:
      return Buffer.concat([text.subarray(0, at), random.pick(NONSENSE), text.subarray(to)]);
    case 3:
      return bytes(text.toString('latin1').replace(/\d+/, String(random.pick([-1, '', 1e300, 'x']))));
    default:
      return bytes(text.toString('latin1').split('\n').reverse().join('\n'));
  }
}

function outputOf(stdout: Buffer, { code, stderr }: Pick<Output, 'code' | 'stderr'>): Output {
  return { code, stdout, stderr, truncated: stdout.length > 100_000, durationMs: 1 };
}
