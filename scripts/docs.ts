// Writes the pages of docs/modules, which are made from the modules' schemas, and the tables of docs/values.md.
//
//   npx tsx scripts/docs.ts           writes them
//   npx tsx scripts/docs.ts --check   ends with 1 where they are not as they would be written
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from '../lib/modules/index.ts';
import { buildModuleList, buildModulePage } from './module-page.ts';
import { fillValuesPage } from './values-page.ts';

const FOLDER = join(import.meta.dirname, '../docs/modules');
const VALUES = join(import.meta.dirname, '../docs/values.md');

function buildPages(): ReadonlyMap<string, string> {
  const all = [...modules.values()];
  return new Map([
    ['README.md', buildModuleList(all)],
    ...all.map((module) => [`${module.name}.md`, buildModulePage(module)] as const),
  ]);
}

function readPages(): ReadonlyMap<string, string> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
  return new Map(names.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
}

function main(check: boolean): number {
  mkdirSync(FOLDER, { recursive: true });
  const wanted = buildPages();
  const present = readPages();
  const stale = [...wanted.keys()].filter((name) => present.get(name) !== wanted.get(name));
  const stray = [...present.keys()].filter((name) => !wanted.has(name));
  const values = readFileSync(VALUES, 'utf8');
  const isValuesStale = fillValuesPage(values) !== values;
  if (check) {
    if (isValuesStale) process.stderr.write('docs/values.md is out of step: npm run docs\n');
    for (const name of [...stale, ...stray])
      process.stderr.write(`docs/modules/${name} is out of step: npm run docs\n`);
    return stale.length + stray.length === 0 && !isValuesStale ? 0 : 1;
  }
  if (isValuesStale) writeFileSync(VALUES, fillValuesPage(values));
  for (const name of stale) writeFileSync(join(FOLDER, name), wanted.get(name) ?? '');
  for (const name of stray) rmSync(join(FOLDER, name));
  return 0;
}

process.exitCode = main(process.argv.includes('--check'));
