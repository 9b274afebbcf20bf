import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { hashFile } from '../../core/hash.ts';
import { changedError, SharedContent, versionOf } from './shared-content.ts';

/** A file of this machine, as it was when it was hashed. */
export interface SourceFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

interface Known {
  readonly version: string;
  readonly file: Promise<SourceFile>;
  readonly content: SharedContent;
}

/**
 * The files of this machine that a run sends or brings: each is hashed once, however many hosts want it, and read
 * once for all that it is sent to at the same time. A file that has changed meanwhile is a new one.
 */
export class SourceFiles {
  readonly #known = new Map<string, Known>();
  readonly #stopped = new AbortController();
  #bytesRead = 0;

  /** Counted for specs, over all files. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Rejects with the error of the file system where the file cannot be read. */
  async describe(path: string): Promise<SourceFile> {
    return (await this.#look(path)).file;
  }

  /**
   * The content with this sum, in pieces; each is to be done with when the next is asked for. Throws K3Error
   * `connection/source-changed` where the file has changed since, or does so before the end.
   */
  async *read(path: string, sha256: string): AsyncGenerator<Buffer> {
    const { file, content } = await this.#look(path);
    if ((await file).sha256 !== sha256) throw changedError(path);
    yield* content.read();
  }

  /** Takes the sum of a file that was hashed while it was written, as it was at its end. */
  remember(path: string, stats: BigIntStats, sha256: string): void {
    this.#keep(path, stats, () => Promise.resolve(sha256));
  }

  /** Ends what is being hashed: nobody wants it any more. */
  stop(): void {
    this.#stopped.abort();
  }

  async #look(path: string): Promise<Known> {
    const stats = await stat(path, { bigint: true });
    const before = this.#known.get(path);
    if (before?.version === versionOf(stats)) return before;
    return this.#keep(path, stats, () =>
      hashFile(path, { signal: this.#stopped.signal, onRead: this.#count }),
    );
  }

  #keep(path: string, stats: BigIntStats, hash: () => Promise<string>): Known {
    const [size, version] = [Number(stats.size), versionOf(stats)];
    const known: Known = {
      version,
      file: hash().then((sha256) => ({ path, size, sha256 })),
      content: new SharedContent({ path, size, version, onRead: this.#count }),
    };
    this.#known.set(path, known);
    // What stood in the way may be gone by the time somebody asks again.
    known.file.catch(() => {
      if (this.#known.get(path) === known) this.#known.delete(path);
    });
    return known;
  }

  readonly #count = (bytes: number): void => {
    this.#bytesRead += bytes;
  };
}
