import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { packageRoot, readVersion } from '../package-root.ts';

/** What a project has, and what it is made of where that has another name: npm takes some names for its own. */
const FILES: Readonly<Record<string, string>> = {
  'README.md': 'README.md',
  '.gitignore': 'gitignore.txt',
  'package.json': 'package.txt',
  'tsconfig.json': 'tsconfig.json',
  'hosts.yml': 'hosts.yml',
  'site.yml': 'site.yml',
  'modules/greeting.ts': 'modules/greeting.ts',
  'filters/enumerate.ts': 'filters/enumerate.ts',
  'spec/greeting.spec.ts': 'spec/greeting.spec.ts',
  'spec/enumerate.spec.ts': 'spec/enumerate.spec.ts',
};

/** Makes a project with a playbook, a module and a filter of its own, and their tests. Replaces no file: it writes all or none. */
export async function initCommand(folder: string): Promise<void> {
  const there = Object.keys(FILES).filter((name) => existsSync(join(folder, name)));
  if (there.length > 0) {
    const hint = 'name another folder: k3play init FOLDER';
    throw new DiagnosticsError(
      there.map((name) => fault('cli/init', `${join(folder, name)} is there already`, { hint })),
    );
  }
  const words: Readonly<Record<string, string>> = { name: nameProject(folder), version: readVersion() };
  for (const [name, source] of Object.entries(FILES)) {
    const text = await readFile(join(packageRoot(), 'templates/project', source), 'utf8');
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const filled = source.startsWith('site')
      ? text
      : text.replaceAll(/\{\{ (name|version) \}\}/g, (_, word: string) => words[word] ?? '');
    await writeFile(join(folder, name), filled, { flag: 'wx' });
  }
  process.stdout.write(describeNext(folder));
}

/** A name that npm takes, from that of the folder. */
function nameProject(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-');
  return name.replaceAll(/^-+|-+$/g, '') || 'playbooks';
}

function describeNext(folder: string): string {
  const place = relative('', folder);
  return [
    `${Object.keys(FILES).length} files written${place === '' ? '' : ` to ${place}`}. Next:`,
    '',
    ...(place === '' ? [] : [`  cd ${place}`]),
    '  k3play run site.yml -i hosts.yml --check',
    '  k3play run site.yml -i hosts.yml',
    '  k3play test',
    '',
  ].join('\n');
}
