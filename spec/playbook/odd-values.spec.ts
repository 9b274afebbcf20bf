import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { loadInventory, readInventory } from '../../lib/inventory/load.ts';
import { FactsSchema } from '../../lib/modules/facts.ts';
import { modules } from '../../lib/modules/index.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { parseDocument } from '../../lib/source/document.ts';
import { FOLDER } from './checked-files.ts';

const ODD: readonly unknown[] = [null, [], {}, '', -1, '{{ x', [1, { a: [] }], { constructor: null }, '\0'];

type Path = readonly string[];

function listPaths(value: unknown, path: Path = []): readonly Path[] {
  if (value === null || typeof value !== 'object') return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => listPaths(part, [...path, key]))];
}

function replaceAt(value: unknown, [step, ...rest]: Path, odd: unknown): unknown {
  if (step === undefined) return odd;
  const holder = value as Readonly<Record<string, unknown>>;
  const part = replaceAt(holder[step], rest, odd);
  return Array.isArray(value) ? value.with(Number(step), part) : { ...holder, [step]: part };
}

/** Every place holds an odd value once or twice, in turn; JSON is YAML. */
function variants(value: unknown): readonly string[] {
  return listPaths(value).flatMap((path, index) => {
    const odd = [ODD[index % ODD.length], ODD[(index + 4) % ODD.length]];
    return odd.map((one) => JSON.stringify(replaceAt(value, path, one)));
  });
}

function assertDiagnostics(error: unknown, text: string): void {
  assert.ok(error instanceof DiagnosticsError, `${text}\n${String(error)}`);
  for (const one of error.diagnostics) assert.ok(one.span, `${one.message} has no place, of ${text}`);
}

describe('odd values anywhere', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-odd-'));
    await cp(FOLDER, folder, { recursive: true });
  });
  after(() => rm(folder, { recursive: true }));

  it('of a playbook lead to diagnostics with a place, never to another error', async function () {
    this.timeout(60_000);
    const inventory = await loadInventory(join(folder, 'hosts.yml'));
    const { value } = parseDocument(await readFile(join(folder, 'good.yml'), 'utf8'), 'good.yml');
    const file = join(folder, 'odd.yml');

    for (const text of variants(value)) {
      await writeFile(file, text);
      const loading = loadPlaybook(file, { modules, inventory, facts: FactsSchema, templateFolders: [] });
      await loading.catch((error: unknown) => {
        assertDiagnostics(error, text);
      });
    }
  });

  it('of an inventory lead to diagnostics with a place, never to another error', async () => {
    const { value } = parseDocument(await readFile('inventory/hosts.yml', 'utf8'), 'hosts.yml');
    const extended = {
      ...(value as object),
      groups: { web: { children: ['server'], hosts: { w1: { vars: { a: [1] } } } }, server: {} },
    };

    for (const text of variants(extended)) {
      try {
        const { hosts } = readInventory(parseDocument(text, 'odd.yml'));
        for (const host of hosts.values()) assert.equal(typeof host.vars, typeof host.connection);
      } catch (error) {
        assertDiagnostics(error, text);
      }
    }
  });
});
