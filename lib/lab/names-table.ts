import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabHost } from './model.ts';

const BEGIN = '# The hosts of the lab, kept by k3play lab';
const END = '# End of the hosts of the lab';
const LOCAL = '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n';

/** Gives a root an /etc/hosts that names all hosts of the lab; what else stands in it stays. */
export async function writeNamesTable(root: string, hosts: readonly LabHost[]): Promise<void> {
  const path = join(root, 'etc/hosts');
  const before = await readFile(path, 'utf8').catch(() => LOCAL);
  const after = mergeNamesTable(before, hosts);
  if (after === before) return;
  await writeFile(path, after);
  await chmod(path, 0o644);
}

export function mergeNamesTable(text: string, hosts: readonly LabHost[]): string {
  const block = [BEGIN, ...hosts.map(({ name, address }) => `${address} ${name}`), END, ''].join('\n');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) return `${text.replace(/\n?$/, '\n')}${block}`;
  return text.slice(0, begin) + block + text.slice(end + END.length).replace(/^\n/, '');
}
