import { readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { K3Error, messageOf } from '../../core/errors.ts';
import { Secret } from '../../core/secret.ts';
import type { LocalRead } from '../read.ts';

/** A small file of this machine, held as a secret. */
export interface FileHere {
  /** Octal text of four digits. */
  readonly mode: string;
  readonly text: Secret;
}

/** Where a path of this machine leads: `~/` is the home of whoever runs k3play, and a link leads to its file. */
export async function locateHere(path: string): Promise<string> {
  const whole = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
  return realpath(whole).catch(() => whole);
}

/** What is at a path of this machine; undefined where there is nothing. */
export function readHere(path: string): LocalRead<FileHere | undefined> {
  return {
    kind: 'here',
    key: `here:${path}`,
    async ask(signal) {
      try {
        const file = await locateHere(path);
        const [text, { mode }] = await Promise.all([
          readFile(file, { encoding: 'utf8', signal }),
          stat(file),
        ]);
        return { mode: (mode & 0o7777).toString(8).padStart(4, '0'), text: new Secret(text) };
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
        throw new K3Error(`cannot read ${path} on this machine: ${messageOf(cause)}`, {
          kind: 'module',
          code: 'module/local-read',
          cause,
        });
      }
    },
  };
}
