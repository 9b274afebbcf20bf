import { createHash } from 'node:crypto';
import type { AbsentPath, DirectoryPath, FilePath, Ownership } from '../modules/shared/path-state.ts';

export const absent: AbsentPath = { kind: 'absent' };

const root: Ownership = { mode: '0644', owner: 'root', group: 'root', ids: { owner: '0', group: '0' } };

/** A file of root's, mode 0644 unless said otherwise. */
export function aFile(text: string | Buffer, ownership: Partial<Ownership> = {}): FilePath {
  const content = Buffer.from(text);
  return { kind: 'file', ...root, ...ownership, size: content.length, sha256: sumOf(content), content };
}

/** How changes name a content. */
export function shownSum(text: string): string {
  return `sha256 ${sumOf(Buffer.from(text)).slice(0, 8)}`;
}

function sumOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A folder of root's, mode 0755 unless said otherwise. */
export function aFolder(ownership: Partial<Ownership> = {}): DirectoryPath {
  return { kind: 'directory', ...root, mode: '0755', ...ownership };
}
