import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { MANIFEST, type Manifest } from '../../modules/shared/bundle.ts';
import { findRelease } from '../bundle/fetch.ts';
import { readManifest, verifyBundle, writeManifest } from '../bundle/folder.ts';
import { addFiles, downloadBundle } from '../bundle/make.ts';
import { bundlePackages } from '../bundle/packages.ts';
import { listPlaces } from '../bundle/places.ts';

export interface BundleFlags {
  readonly release?: string;
  readonly channel?: string;
  readonly arch: readonly string[];
  readonly images: boolean;
  readonly mirror?: readonly string[];
  readonly add?: readonly string[];
  readonly packages?: readonly string[];
  readonly verify: boolean;
}

/** Makes a folder that hosts without internet can be served from, or verifies one. */
export async function bundleCommand(folder: string, flags: BundleFlags): Promise<void> {
  const before = await readManifest(folder);
  if (!flags.verify) await make(folder, flags, before);
  const manifest = await readManifest(folder);
  if (!manifest) {
    const hint = 'without --verify the command makes it';
    throw refusal(`there is no ${MANIFEST} in ${resolve(folder)}`, hint);
  }
  const wrong = await verifyBundle(folder, manifest);
  if (wrong.length > 0) {
    const hint = 'make the bundle again: what is right is kept';
    throw new DiagnosticsError(wrong.map((message) => fault('bundle/verify', message, { hint })));
  }
  for (const [name, { size }] of Object.entries(manifest.files)) {
    process.stdout.write(`${name}  ${(size / 1024 / 1024).toFixed(1)} MB\n`);
  }
  process.stdout.write(
    `${resolve(folder)} holds ${manifest.version}, verified. In the inventory: source: { bundle: ${folder} }\n`,
  );
}

async function make(folder: string, flags: BundleFlags, before: Manifest | undefined): Promise<void> {
  const { arch: arches, images, add = [], mirror = [], packages: names = [] } = flags;
  await refuseMissing(add);
  const places = listPlaces(mirror);
  const version = flags.release ?? (await findVersion(flags, places.channels));
  if (before && before.version !== version) {
    throw refusal(
      `${resolve(folder)} holds ${before.version} already, not ${version}`,
      'name another folder: a bundle is of one release',
    );
  }
  const wish = { folder, version, arches, images, places, tell };
  const made = add.length > 0 ? await addFiles(add, wish) : await downloadBundle(wish);
  const packages = names.length > 0 ? await bundlePackages({ folder, arches, names, tell }) : {};
  await writeManifest(folder, { version, files: { ...before?.files, ...made.files, ...packages } });
}

async function findVersion(
  { add = [], channel = 'stable' }: BundleFlags,
  urlsOf: (channel: string) => readonly string[],
): Promise<string> {
  if (add.length > 0)
    throw refusal('--add needs --release', 'the release that the files are of, such as v1.30.4+k3s1');
  const version = await findRelease(urlsOf(channel));
  tell(`${channel} is ${version}`);
  return version;
}

async function refuseMissing(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await access(path).catch(() => {
      throw refusal(`there is no file "${path}"`, `looked for ${resolve(path)}`);
    });
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refusal(message: string, hint: string): DiagnosticsError {
  return new DiagnosticsError([fault('bundle/refused', message, { hint })]);
}
