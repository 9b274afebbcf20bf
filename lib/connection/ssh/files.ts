import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { type ConfigLine, readConfigLines } from './config-include.ts';
import { KnownHostsFile } from './known-hosts-file.ts';
import { type KeyFile, type KeyReading, readKeyFile } from './private-key.ts';

/**
 * What the connections of a run read of this machine. The ssh configuration and keys are read once, however many
 * hosts there are; known hosts are read anew each time, since runs add to them, and parsed once.
 */
export class SshFiles {
  readonly #configs = new Map<string, readonly ConfigLine[]>();
  readonly #keys = new Map<string, KeyFile>();
  readonly #knownHosts = new Map<string, KnownHostsFile>();
  #userName: string | undefined;

  /** Who runs k3play. */
  get userName(): string {
    this.#userName ??= userInfo().username;
    return this.#userName;
  }

  config(path: string, home: string): readonly ConfigLine[] {
    const known = this.#configs.get(path) ?? readConfigLines(path, home);
    this.#configs.set(path, known);
    return known;
  }

  /** Undefined where there is no such file. */
  key(path: string, reading: KeyReading): KeyFile | undefined {
    const id = JSON.stringify([path, reading.passphrase?.reveal()]);
    const file = this.#keys.get(id) ?? readKeyFile(path, reading);
    // One that cannot be used may be mended meanwhile.
    if (file?.kind === 'usable') this.#keys.set(id, file);
    return file;
  }

  knownHosts(path: string): KnownHostsFile {
    const file = (this.#knownHosts.get(path) ?? new KnownHostsFile(path)).with(readText(path));
    this.#knownHosts.set(path, file);
    return file;
  }
}

/** A file that is not there knows nobody; nor does one that cannot be read, and so nothing is trusted for it. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
