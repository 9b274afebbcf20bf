import { readFile } from 'node:fs/promises';

/** systemd-resolved listens on the machine's loopback alone, but keeps the real servers here. */
const CANDIDATES = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];

/** A resolv.conf that works from a lab host, or undefined where the machine's servers are out of its reach. */
export async function readResolver(): Promise<string | undefined> {
  for (const path of CANDIDATES) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const reachable = withoutLoopback(text);
    if (/^nameserver\s/m.test(reachable)) return reachable;
  }
  return undefined;
}

export function withoutLoopback(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*nameserver\s+(127\.|::1\b)/.test(line))
    .join('\n');
}
