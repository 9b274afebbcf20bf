import { readFile, stat } from 'node:fs/promises';
import { K3Error, messageOf } from '../../core/errors.ts';
import { Secret } from '../../core/secret.ts';
import type { LocalRead } from '../read.ts';

/** A small file of this machine, held as a secret. */
export interface FileHere {
  /** Octal text of four digits. */
  readonly mode: string;
  readonly text: Secret;
}

/** What is at a path of this machine; undefined where there is nothing. */
export function readHere(path: string): LocalRead<FileHere | undefined> {
  return {
    kind: 'here',
    key: `here:${path}`,
    async ask(signal) {
      try {
        const [text, { mode }] = await Promise.all([
          readFile(path, { encoding: 'utf8', signal }),
          stat(path),
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
