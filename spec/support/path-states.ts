import { createHash } from 'node:crypto';
import type { AbsentPath, DirectoryPath, FilePath, Ownership } from '../../lib/modules/shared/path-state.ts';

export const absent: AbsentPath = { kind: 'absent' };

const root: Ownership = { mode: '0644', owner: 'root', group: 'root', ids: { owner: '0', group: '0' } };

/** A file of root's, mode 0644 unless said otherwise. */
export function aFile(text: string | Buffer, ownership: Partial<Ownership> = {}): FilePath {
  const content = Buffer.from(text);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { kind: 'file', ...root, ...ownership, size: content.length, sha256, content };
}

/** A folder of root's, mode 0755 unless said otherwise. */
export function aFolder(ownership: Partial<Ownership> = {}): DirectoryPath {
  return { kind: 'directory', ...root, mode: '0755', ...ownership };
}
