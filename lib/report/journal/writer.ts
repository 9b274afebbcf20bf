import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { messageOf } from '../../core/errors.ts';
import type { Listener, RunEvent } from '../../run/events.ts';
import type { JournalHead } from './journal.ts';

const sync = promisify(fdatasync);

/** After these, what came before is worth a sync. More often would hold up the lines that come meanwhile. */
const ENDS_A_TASK: ReadonlySet<RunEvent['kind']> = new Set(['host-failed', 'task-started', 'play-ended']);

export interface JournalWriter {
  readonly listen: Listener;
  /** Waits until all is on disk. */
  close(): Promise<void>;
}

/**
 * Writes a line for each event as it is told, so that what was told is there though k3play is killed. What must
 * outlast the machine is synced in the background from the end of a task on, one sync at a time for all that
 * came until then. A journal that cannot be written is told of once, and the run goes on without.
 */
export function openWriter(
  file: string,
  head: JournalHead,
  options: { readonly onFailure: (reason: string) => void },
): JournalWriter {
  const writer = new Writer(openSync(file, 'a', 0o600), options.onFailure);
  writer.write(head);
  return {
    listen: (event) => {
      writer.tell(event);
    },
    close: () => writer.close(),
  };
}

class Writer {
  #fd: number | undefined;
  readonly #onFailure: (reason: string) => void;
  readonly #startedMs = performance.now();
  #isDue = false;
  #syncing: Promise<void> | undefined;

  constructor(fd: number, onFailure: (reason: string) => void) {
    this.#fd = fd;
    this.#onFailure = onFailure;
  }

  tell(event: RunEvent): void {
    const { kind, ...fields } = event;
    this.write({ event: kind, afterMs: Math.round(performance.now() - this.#startedMs), ...fields });
    if (!ENDS_A_TASK.has(kind)) return;
    this.#isDue = true;
    this.#syncing ??= this.#syncDue();
  }

  write(line: object): void {
    if (this.#fd === undefined) return;
    try {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  async close(): Promise<void> {
    await this.#syncing;
    const fd = this.#fd;
    if (fd === undefined) return;
    await sync(fd).catch((error: unknown) => {
      this.#giveUp(error);
    });
    this.#end();
  }

  async #syncDue(): Promise<void> {
    while (this.#isDue && this.#fd !== undefined) {
      this.#isDue = false;
      try {
        await sync(this.#fd);
      } catch (error) {
        this.#giveUp(error);
      }
    }
    this.#syncing = undefined;
  }

  #giveUp(error: unknown): void {
    if (this.#fd === undefined) return;
    this.#end();
    this.#onFailure(messageOf(error));
  }

  #end(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}
