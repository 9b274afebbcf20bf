import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Every path under a folder with its kind, mode, owner, content and times, to see whether anything changed. */
export function listTree(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => `${name} ${describePath(join(folder, name))}`);
}

function describePath(path: string): string {
  const stat = lstatSync(path);
  const content = stat.isSymbolicLink()
    ? readlinkSync(path)
    : stat.isFile()
      ? readFileSync(path, 'base64')
      : '';
  return `${stat.mode.toString(8)} ${stat.uid}:${stat.gid} ${stat.mtimeMs} ${content}`;
}
