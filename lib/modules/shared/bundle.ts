import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { K3Error, messageOf } from '../../core/errors.ts';
import type { LocalRead } from '../read.ts';
import type { FileElsewhere } from './file-content.ts';
import { PlanFault } from '../step.ts';

/** The file of a bundle's folder that says what is in it. */
export const MANIFEST = 'bundle.json';

export interface BundledFile {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** What `k3play bundle` wrote: one release, for hosts without a way to the internet. */
export interface Manifest {
  readonly version: string;
  readonly files: Readonly<Record<string, BundledFile>>;
}

/** The manifest of a folder of this machine, undefined where there is none. */
export function readBundle(folder: string): LocalRead<Manifest | undefined> {
  const path = join(resolve(folder), MANIFEST);
  return {
    kind: 'here',
    key: `bundle:${path}`,
    async ask(signal) {
      try {
        return parseManifest(await readFile(path, { encoding: 'utf8', signal }));
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
        const message = `cannot read ${path} on this machine: ${messageOf(cause)}`;
        throw new K3Error(message, { kind: 'module', code: 'module/local-read', cause });
      }
    },
  };
}

/** Throws where the text is no manifest. */
export function parseManifest(text: string): Manifest {
  const value: unknown = JSON.parse(text);
  if (!isManifest(value)) throw new Error("it is no list of a bundle's files");
  return value;
}

function isManifest(value: unknown): value is Manifest {
  if (value === null || typeof value !== 'object') return false;
  const { version, files } = value as Partial<Manifest>;
  return (
    typeof version === 'string' &&
    typeof files === 'object' &&
    Object.entries(files).every(
      ([name, { size, sha256 }]) =>
        !name.includes('/') && Number.isSafeInteger(size) && /^[0-9a-f]{64}$/.test(sha256),
    )
  );
}

/** A file of a bundle as something to upload; it is checked against the manifest while it is sent. */
export function takeFile(folder: string, manifest: Manifest, name: string): FileElsewhere | undefined {
  const file = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
  return file && { path: join(resolve(folder), name), size: file.size, sha256: file.sha256 };
}

export function describeNoBundle(folder: string): PlanFault {
  return new PlanFault(`there is no ${MANIFEST} in ${resolve(folder)} on this machine`, {
    hint: `k3play bundle ${folder} makes the folder, and --verify looks at one that is there`,
  });
}
