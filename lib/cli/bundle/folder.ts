import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { messageOf } from '../../core/errors.ts';
import { hashFile } from '../../core/hash.ts';
import { MANIFEST, parseManifest, type BundledFile, type Manifest } from '../../modules/shared/bundle.ts';
import { findSum } from '../../modules/shared/sums.ts';

/** What the folder says it holds; undefined where it is no bundle yet. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST);
  try {
    return parseManifest(await readFile(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    const hint = 'make the bundle anew in an empty folder';
    throw new DiagnosticsError([
      fault('bundle/manifest', `${path} cannot be used: ${messageOf(cause)}`, { hint }),
    ]);
  }
}

/** Written last and in one go: a folder whose making was cut short is no bundle. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, MANIFEST);
  const names = Object.keys(manifest.files).sort();
  const files = Object.fromEntries(names.map((name) => [name, manifest.files[name]]));
  await writeFile(`${path}.part`, `${JSON.stringify({ version: manifest.version, files }, null, 2)}\n`);
  await rename(`${path}.part`, path);
}

export async function describeFile(path: string): Promise<BundledFile | undefined> {
  try {
    const { size } = await stat(path);
    return { size, sha256: await hashFile(path) };
  } catch {
    return undefined;
  }
}

/** Adds a file to those of a manifest. */
export async function note(files: Record<string, BundledFile>, path: string): Promise<BundledFile> {
  const file = await describeFile(path);
  if (!file) throw new DiagnosticsError([fault('bundle/file', `${path} cannot be read`)]);
  files[basename(path)] = file;
  return file;
}

/** What is wrong with a bundle; nothing where every file is as the manifest and the release's own lists say. */
export async function verifyBundle(folder: string, { files }: Manifest): Promise<readonly string[]> {
  const lists = await Promise.all(
    Object.keys(files)
      .filter((name) => /^sha256sum-.*\.txt$/.test(name))
      .map((name) => readFile(join(folder, name), 'utf8').catch(() => '')),
  );
  const wrong: string[] = [];
  for (const [name, wanted] of Object.entries(files)) {
    const found = await describeFile(join(folder, name));
    if (!found) wrong.push(`${name} is not there`);
    else if (found.sha256 !== wanted.sha256) {
      wrong.push(`${name} has the sha256 ${found.sha256}, not ${wanted.sha256}`);
    }
    const listed = lists.map((list) => findSum(list, name)).find((sum) => sum !== undefined);
    if (listed !== undefined && listed !== wanted.sha256) {
      wrong.push(`${name} is not that of the release, whose list says ${listed}`);
    }
  }
  return wrong;
}
