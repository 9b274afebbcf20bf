import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubeObject } from '../kube/objects.ts';
import type { Connection } from './connection.ts';
import { readDocuments, type NamedObject } from './documents.ts';
import { doubleDoesNot, isNotFound, KubectlFailure } from './failure.ts';
import { isOn, type Options } from './options.ts';

/** `kubectl apply --server-side -f -`. */
export async function apply(connection: Connection, options: Options): Promise<string> {
  const lines: string[] = [];
  for (const one of listServerSide(options)) {
    await patch(connection, one, { options, dryRun: false });
    lines.push(`${one.resource.singular}/${one.object.metadata.name} serverside-applied\n`);
  }
  return lines.join('');
}

/** `kubectl diff --server-side -f -`: nothing, or a failure with code 1 and the difference as its output. */
export async function diff(connection: Connection, options: Options): Promise<string> {
  const [live, merged] = ['LIVE-', 'MERGED-'].map((name) => mkdtempSync(join(tmpdir(), name)));
  if (live === undefined || merged === undefined) return '';
  try {
    for (const one of listServerSide(options)) {
      const before = await find(connection, one.path);
      if (before) writeFileSync(join(live, one.fileName), print(before));
      const after = await patch(connection, one, { options, dryRun: true });
      writeFileSync(join(merged, one.fileName), print(after));
    }
    const { status, stdout } = spawnSync('diff', ['-u', '-N', live, merged], { encoding: 'utf8' });
    if (status === 1) throw new KubectlFailure('', { exitCode: 1, output: stdout });
    return '';
  } catch (error) {
    if (!(error instanceof KubectlFailure) || error.output !== '') throw error;
    // Code 1 is a difference.
    throw new KubectlFailure(error.message, { exitCode: 2 });
  } finally {
    for (const folder of [live, merged]) rmSync(folder, { recursive: true });
  }
}

function listServerSide(options: Options): readonly NamedObject[] {
  if (!isOn(options, 'server-side')) throw doubleDoesNot('this on the client; use --server-side');
  return readDocuments(options);
}

async function patch(
  connection: Connection,
  { object, path }: NamedObject,
  { options, dryRun }: { readonly options: Options; readonly dryRun: boolean },
): Promise<KubeObject> {
  const query = new URLSearchParams({
    fieldManager: options.values.get('field-manager') ?? 'kubectl',
    force: String(isOn(options, 'force-conflicts')),
    ...(dryRun && { dryRun: 'All' }),
  });
  return connection.request<KubeObject>(`${path}?${query.toString()}`, { method: 'PATCH', body: object });
}

export async function find(connection: Connection, path: string): Promise<KubeObject | undefined> {
  try {
    return await connection.request<KubeObject>(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}

function print(object: KubeObject): string {
  const metadata = { ...object.metadata, managedFields: undefined };
  return stringify({ ...object, metadata }, { sortMapEntries: true, keepUndefined: false });
}
