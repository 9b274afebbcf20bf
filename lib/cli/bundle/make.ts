import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { ARCHES, listImageNames, nameBinary } from '../../modules/k3s/shared/arch.ts';
import type { BundledFile, Manifest } from '../../modules/shared/bundle.ts';
import { isArchive } from '../../modules/shared/packages/bundled.ts';
import { findSum } from '../../modules/shared/sums.ts';
import { fetchFile, fetchText } from './fetch.ts';
import { describeFile, note } from './folder.ts';
import type { Places } from './places.ts';

export interface BundleWish {
  readonly folder: string;
  readonly version: string;
  readonly arches: readonly string[];
  /** Whether the archive of images comes along. */
  readonly images: boolean;
  readonly places: Places;
  /** Hears a line of what is being done. */
  readonly tell: (line: string) => void;
}

/** Downloads what a release has for the architectures; what is there already and right is left alone. */
export async function downloadBundle(wish: BundleWish): Promise<Manifest> {
  const { folder, version, arches, places, tell } = wish;
  await mkdir(folder, { recursive: true });
  const files: Record<string, BundledFile> = {};
  for (const arch of arches) {
    const sums = `sha256sum-${arch}.txt`;
    const list = await fetchText(places.files(version, sums));
    await writeFile(join(folder, sums), list);
    for (const { name, sha256 } of listWanted(list, wish, arch)) {
      const path = join(folder, name);
      if ((await describeFile(path))?.sha256 === sha256) tell(`${name}: there already`);
      else {
        tell(`${name}: downloading`);
        await fetchFile(places.files(version, name), path, sha256);
      }
      await note(files, path);
    }
    await note(files, join(folder, sums));
  }
  return { version, files };
}

function listWanted(
  list: string,
  { images, version }: BundleWish,
  arch: string,
): readonly { name: string; sha256: string }[] {
  const listed = (names: readonly string[]) =>
    names.flatMap((name) => {
      const sha256 = findSum(list, name);
      return sha256 === undefined ? [] : { name, sha256 };
    });
  const binary = listed([nameBinary(arch) ?? '']);
  const archive = images ? listed(listImageNames(arch)).slice(0, 1) : [];
  if (binary.length === 0 || (images && archive.length === 0)) {
    const what = binary.length === 0 ? 'binary' : 'archive of images';
    throw new DiagnosticsError([
      fault('bundle/release', `${version} lists no ${what} for ${arch}`, {
        hint: 'is it a release of K3s, and is this one of its architectures?',
      }),
    ]);
  }
  return [...binary, ...archive];
}

/** Takes files as they are; those that a list of the release names must have the sum it says. */
export async function addFiles(
  paths: readonly string[],
  { folder, version, tell }: Pick<BundleWish, 'folder' | 'version' | 'tell'>,
): Promise<Manifest> {
  refuseNames(paths);
  const isList = (path: string): boolean => /^sha256sum-.*\.txt$/.test(basename(path));
  const lists = await Promise.all(paths.filter(isList).map((path) => readFile(path, 'utf8')));
  await mkdir(folder, { recursive: true });
  const files: Record<string, BundledFile> = {};
  for (const path of paths) {
    const name = basename(path);
    const target = join(folder, name);
    await copyFile(path, `${target}.k3play-part`);
    await rename(`${target}.k3play-part`, target);
    const { sha256 } = await note(files, target);
    const listed = lists.map((list) => findSum(list, name)).find((sum) => sum !== undefined);
    if (listed !== undefined && listed !== sha256) {
      const message = `${path} has the sha256 ${sha256}, but the list of the release says ${listed}`;
      throw new DiagnosticsError([fault('bundle/sum', message, { hint: 'download it again' })]);
    }
    tell(
      `${name}: ${listed === undefined && !isList(path) ? 'taken as it is, no list names it' : 'checked'}`,
    );
  }
  return { version, files };
}

function refuseNames(paths: readonly string[]): void {
  const known = ARCHES.flatMap((arch) => [
    nameBinary(arch) ?? '',
    ...listImageNames(arch),
    `sha256sum-${arch}.txt`,
  ]);
  const odd = paths.filter((path) => !known.includes(basename(path)) && !isArchive(basename(path)));
  if (odd.length === 0) return;
  const hint = `files are named as in the release: ${known.join(', ')}`;
  throw new DiagnosticsError(
    odd.map((path) => fault('bundle/name', `${path} is no file of a release by its name`, { hint })),
  );
}
