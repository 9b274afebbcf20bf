import { rename, rm } from 'node:fs/promises';
import { hashFile } from '../../core/hash.ts';
import { failure, tryProgram, type Answer } from './program.ts';

/** curl knows the proxies of this machine's environment, retries and goes on where it stopped. */
function curl(words: readonly string[]): Promise<Answer> {
  const args = ['-fsSL', '--connect-timeout', '20', '--retry', '3', ...words];
  return tryProgram('curl', args, 'install curl, which downloads the release, or give files with --add');
}

/** The text behind the first URL that answers. */
export async function fetchText(urls: readonly string[]): Promise<string> {
  const said: string[] = [];
  for (const url of urls) {
    const { code, stdout, stderr } = await curl(['--', url]);
    if (code === 0) return stdout;
    said.push(`${url}: ${stderr}`);
  }
  throw failure(`nothing answers:\n${said.join('\n')}`);
}

/** The release that a channel leads to: it redirects there, or holds the release's name. */
export async function findRelease(urls: readonly string[]): Promise<string> {
  for (const url of urls) {
    const { stdout } = await curl(['-w', '\n%{url_effective}', '--', url]);
    const lines = stdout.split('\n');
    for (const text of [lines.at(-1) ?? '', lines[0] ?? '']) {
      const name = decodeURIComponent(text.trim().replace(/^.*\//, ''));
      if (/^v\d+\.\d+\.\d+[\w.+-]*$/.test(name)) return name;
    }
  }
  throw failure(`no release found behind ${urls.join(', ')}`, 'is there a channel of this name?');
}

/** Downloads to a file beside its place, checks it and renames it over; the first place with the right sum does. */
export async function fetchFile(urls: readonly string[], path: string, sha256: string): Promise<void> {
  const part = `${path}.k3play-part`;
  const said: string[] = [];
  for (const url of urls) {
    const { code, stderr } = await curl(['-o', part, '--', url]);
    if (code !== 0) {
      said.push(`${url}: ${stderr}`);
      continue;
    }
    const got = await hashFile(part);
    if (got === sha256) {
      await rename(part, path);
      return;
    }
    said.push(`${url}: it has the sha256 ${got}, not ${sha256}`);
  }
  await rm(part, { force: true });
  throw failure(`nothing fits:\n${said.join('\n')}`);
}
