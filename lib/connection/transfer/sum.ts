import { sh, type Script } from '../sh.ts';

/** From this size on it pays to look for openssl, which is four times as fast as many hosts' sha256sum. */
const LARGE_BYTES = 4 * 1024 * 1024;

/** A command that prints the sha256 of a file: a line that begins with it in hex. Both words are shell text. */
export function sumFile(file: Script, size: Script): Script {
  return sh`{ { [ ${size} -gt ${LARGE_BYTES} ] && openssl dgst -sha256 -r <${file} 2>/dev/null; } || sha256sum <${file}; }`;
}
