import type { BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { K3Error } from '../../core/errors.ts';

export const PIECE_BYTES = 1024 * 1024;
/** Pieces kept for hosts that lag behind, for each host that reads and for all of them together. */
const KEPT_A_READER = 4;
const KEPT_IN_ALL = 32;

interface Piece {
  readonly buffer: Buffer;
  readonly filled: Promise<Buffer>;
  users: number;
}

export interface ContentOptions {
  readonly path: string;
  readonly size: number;
  /** Of `versionOf`, when size and sum were taken. */
  readonly version: string;
  /** Hears how many bytes were read from the file. */
  readonly onRead: (bytes: number) => void;
}

/**
 * The content of one file for all hosts that it is sent to at the same time: each piece is read once and kept
 * until it is among the oldest, so that a host far behind the others reads for itself. What is kept in memory
 * depends on neither the size of the file nor, beyond one piece each, on the number of hosts.
 */
export class SharedContent {
  readonly #options: ContentOptions;
  /** The least recently wanted first. */
  readonly #pieces = new Map<number, Piece>();
  #file: Promise<FileHandle> | undefined;
  #readers = 0;

  constructor(options: ContentOptions) {
    this.#options = options;
  }

  /**
   * All of it in order. A piece is to be done with when the next is asked for. Throws K3Error
   * `connection/source-changed` instead of a piece that may be of another version.
   */
  async *read(): AsyncGenerator<Buffer> {
    const { path, size } = this.#options;
    this.#readers += 1;
    try {
      const file = await (this.#file ??= open(path));
      for (let index = 0; index * PIECE_BYTES < size; index += 1) {
        const piece = this.#borrow(file, index);
        try {
          yield await piece.filled;
        } finally {
          piece.users -= 1;
        }
      }
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) await this.#forget();
    }
  }

  #borrow(file: FileHandle, index: number): Piece {
    const piece = this.#pieces.get(index) ?? this.#startReading(file, index);
    piece.users += 1;
    this.#pieces.delete(index);
    this.#pieces.set(index, piece);
    return piece;
  }

  /** Into the memory of a piece that is dropped: fresh memory costs more than what is read into it. */
  #startReading(file: FileHandle, index: number): Piece {
    const buffer = this.#dropOldest() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
    const length = Math.min(PIECE_BYTES, this.#options.size - index * PIECE_BYTES);
    const filled = this.#fill(file, buffer.subarray(0, length), index * PIECE_BYTES);
    return { buffer, filled, users: 0 };
  }

  /** Makes room for one more piece. What a host still sends stays, whatever there is to keep. */
  #dropOldest(): Buffer | undefined {
    const room = Math.min(this.#readers * KEPT_A_READER, KEPT_IN_ALL);
    let free: Buffer | undefined;
    for (const [index, { users, buffer }] of this.#pieces) {
      if (this.#pieces.size < room) break;
      if (users > 0) continue;
      this.#pieces.delete(index);
      free = buffer;
    }
    return free;
  }

  async #fill(file: FileHandle, bytes: Buffer, position: number): Promise<Buffer> {
    const { path, version, onRead } = this.#options;
    const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
    onRead(bytesRead);
    if (bytesRead === bytes.length && versionOf(await file.stat({ bigint: true })) === version) return bytes;
    throw changedError(path);
  }

  async #forget(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#pieces.clear();
    await file?.then(
      (opened) => opened.close(),
      () => undefined,
    );
  }
}

/** Tells one content of a file from another without reading it. */
export function versionOf({ ino, size, mtimeNs }: BigIntStats): string {
  return `${ino}:${size}:${mtimeNs}`;
}

export function changedError(path: string): K3Error {
  return new K3Error(`${path} on this machine changed before it was sent whole; nothing was put in place`, {
    kind: 'module',
    code: 'connection/source-changed',
  });
}
