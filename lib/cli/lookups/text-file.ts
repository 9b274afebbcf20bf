import { open, stat } from 'node:fs/promises';
import { messageOf } from '../../core/errors.ts';
import { LookupFailed } from '../../inventory/lookups/failed.ts';
import { decodeText, failTooLarge, type Asked } from './asked.ts';

/** The text of a file. Pipes and devices are refused: they may never end. */
export async function readTextFile({ path, maxBytes }: Asked<'file'>): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw refuse('lookup/not-a-file', `${path} is not a file`);
    if (found.size > maxBytes) throw failTooLarge(path, maxBytes);
    const file = await open(path);
    try {
      const bytes = Buffer.alloc(maxBytes + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
        length += bytesRead;
        if (bytesRead === 0 || length === bytes.length) break;
      }
      return decodeText(bytes.subarray(0, length), path, maxBytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof LookupFailed ? error : describe(path, error);
  }
}

function describe(path: string, error: unknown): LookupFailed {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const hint = 'a relative path counts from the folder of the file that names it';
    return new LookupFailed({ code: 'lookup/not-found', message: `there is no file ${path}`, hint });
  }
  const why = code === 'EACCES' ? 'permission denied' : messageOf(error);
  return refuse('lookup/not-readable', `${path} cannot be read: ${why}`);
}

function refuse(code: 'lookup/not-a-file' | 'lookup/not-readable', message: string): LookupFailed {
  return new LookupFailed({ code, message });
}
