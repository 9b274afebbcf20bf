import { randomBytes, randomInt } from 'node:crypto';

/** The shells that a host may have as its /bin/sh. */
export const SHELLS: readonly (readonly [string, ...string[]])[] = [['dash'], ['bash'], ['busybox', 'sh']];

const ALPHABET = ' \t\n\r\'"\\$`!*?[]{}()<>|&;#~%=^-_+:,./@abcXYZ019éß→\u0001\u007f\u{1f600}';

/** Text of what shells find special. */
export function randomWord(longest = 40): string {
  const characters = Array.from(ALPHABET);
  return Array.from({ length: randomInt(longest + 1) }, () => characters[randomInt(characters.length)]).join(
    '',
  );
}

/** Cuts bytes at random places. */
export function cutAtRandom(bytes: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = randomInt(1, 8) === 1 ? randomInt(1, 400) : randomInt(1, 12);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

export function randomBuffer(longest: number): Buffer {
  return randomBytes(randomInt(longest + 1));
}
