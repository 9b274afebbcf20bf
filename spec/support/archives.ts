import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeZip } from './zip.ts';

/** How tar is told to compress, by the end of the name. */
export const COMPRESSION = { tar: '', 'tar.gz': 'z', 'tar.xz': 'J', 'tar.zst': '--zstd' } as const;

/** An archive of this machine with `top/a file` and `top/bin/run` in it, owned by somebody else. */
export function makeArchive(root: string, { end, text }: { end: string; text: string }): object {
  const path = join(root, `archive.${end}`);
  const content = join(root, 'content');
  mkdirSync(join(content, 'top/bin'), { recursive: true });
  writeFileSync(join(content, 'top/a file'), text);
  writeFileSync(join(content, 'top/bin/run'), '#!/bin/sh\n', { mode: 0o755 });
  chownSync(join(content, 'top/a file'), 1, 1);
  if (end === 'zip') writeFileSync(path, makeZip({ 'top/a file': text, 'top/bin/run': '#!/bin/sh\n' }));
  else {
    const how = COMPRESSION[end as keyof typeof COMPRESSION];
    const words = how.startsWith('--') ? [how, '-cf'] : [`-c${how}f`];
    execFileSync('tar', [...words, path, '-C', content, 'top']);
  }
  const bytes = readFileSync(path);
  return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
