import { hashBytes } from '../../core/hash.ts';
import type { UploadSource } from '../../connection/connection.ts';
import { reveal, Secret } from '../../core/secret.ts';
import { isUnknown, type Unknown } from '../../core/unknown.ts';
import type { LocalFile, Text } from '../../schema/build.ts';
import type { Shown } from '../step.ts';

/** A file that is elsewhere: on this machine, or behind a URL. */
export interface FileElsewhere {
  readonly path: string;
  readonly size: LocalFile['size'] | Unknown;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Text or bytes, a file that is elsewhere, or unknown in check mode. */
export type FileContent = Text | Buffer | FileElsewhere;

/** For people, `--diff` among them. */
export function showContent(content: FileContent | null, secret: boolean): Shown {
  if (content === null || isUnknown(content)) return content;
  if (isElsewhere(content)) {
    const size = isUnknown(content.size) ? '' : `, ${content.size} bytes`;
    return `(the file ${content.path}${size})`;
  }
  const bytes = bytesOf(content);
  const text = decodeText(bytes);
  const shown = text ?? `(binary, ${bytes.length} bytes)`;
  return secret ? new Secret(shown) : shown;
}

/** UTF-8 text, or undefined where the bytes are none. */
export function decodeText(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What to upload. Unknown content exists in check mode only, where nothing is; a file that is not there stands for it. */
export function sourceOf(content: FileContent): UploadSource {
  if (isUnknown(content)) return { kind: 'file', path: '' };
  if (isElsewhere(content)) return { kind: 'file', path: content.path, sha256: content.sha256 };
  return { kind: 'bytes', bytes: content instanceof Secret ? content : bytesOf(content) };
}

export function sumOf(content: FileContent): string | Unknown {
  if (isUnknown(content)) return content;
  return isElsewhere(content) ? content.sha256 : hashBytes(bytesOf(content));
}

export function bytesOf(content: string | Secret | Buffer): Buffer {
  return Buffer.isBuffer(content) ? content : Buffer.from(reveal(content), 'utf8');
}

export function isElsewhere(content: FileContent): content is FileElsewhere {
  return typeof content === 'object' && 'sha256' in content;
}
