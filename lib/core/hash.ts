import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const PIECE_BYTES = 1024 * 1024;

export interface HashOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears how many bytes were read, piece by piece. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** The sha256 of bytes or of a text in UTF-8, lower-case hex. */
export function hashBytes(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The sha256 of a file of this machine, lower-case hex, by way of one piece of memory that is used again. */
export async function hashFile(path: string, { signal, onRead }: HashOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const file = await open(path);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      onRead?.(bytesRead);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
