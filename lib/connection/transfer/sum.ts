import { sh, type Script } from '../sh.ts';

/** From this size on it pays to look for openssl, which is four times as fast as many hosts' sha256sum. */
const LARGE_BYTES = 4 * 1024 * 1024;

export function isLarge(size: number): boolean {
  return size > LARGE_BYTES;
}

/** Defines `sum`, which prints the sha256 of its standard input: a line that begins with it in hex. */
export const DEFINE_SUM = sh`if openssl dgst -sha256 -r </dev/null >/dev/null 2>&1
then sum() { openssl dgst -sha256 -r; }
else sum() { sha256sum; }
fi`;

/** A command that prints the same of a file; both words are shell text. */
export function sumFile(file: Script, size: Script): Script {
  return sh`{ { [ ${size} -gt ${LARGE_BYTES} ] && openssl dgst -sha256 -r <${file} 2>/dev/null; } || sha256sum <${file}; }`;
}
