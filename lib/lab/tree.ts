import { readFile, rm } from 'node:fs/promises';
import { tryCommand } from './command.ts';

/** Mount points at or below a path, the deepest first. */
export async function listMountsBelow(path: string): Promise<string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  return parseMountPoints(table)
    .filter((point) => point === path || point.startsWith(`${path}/`))
    .reverse();
}

export function parseMountPoints(mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .filter(Boolean)
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, octal: string) => unescape8(octal)),
    );
}

/** Removes a directory of ours. What is mounted below it is unmounted, never deleted. */
export async function removeTree(path: string): Promise<void> {
  for (const point of await listMountsBelow(path)) await tryCommand('umount', ['--', point]);
  const left = await listMountsBelow(path);
  if (left.length > 0)
    throw new Error(`${left.join(', ')} is still mounted and in use: ${path} is left as it is`);
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function unescape8(octal: string): string {
  return String.fromCharCode(Number.parseInt(octal, 8));
}
