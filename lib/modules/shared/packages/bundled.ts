import type { Facts } from '../../facts.ts';
import { takeFile, type Manifest } from '../bundle.ts';
import type { FileElsewhere } from '../file-content.ts';
import { PlanFault } from '../../step.ts';

/** The archive of a bundle that holds a package and all it needs: Debian packages and their index. */
export function nameArchive({ os, arch }: System, name: string): string {
  return `packages-${os.id}-${os.version}-${arch}-${name}.tar`;
}

/** The part of the facts on which it depends which packages fit. */
export interface System {
  readonly os: Pick<Facts['os'], 'id' | 'version'>;
  readonly arch: string;
}

export function isArchive(file: string): boolean {
  return /^packages-[^/]+\.tar$/.test(file);
}

/** Archives of these packages for a host; undefined where the bundle has none of any package for any host. */
export function findArchives(
  { folder, manifest }: { readonly folder: string; readonly manifest: Manifest },
  system: System,
  names: readonly string[],
): readonly FileElsewhere[] | PlanFault | undefined {
  if (!Object.keys(manifest.files).some(isArchive)) return undefined;
  const found = names.map((name) => takeFile(folder, manifest, nameArchive(system, name)));
  const lacking = names.filter((_, place) => found[place] === undefined);
  if (lacking.length === 0) return found.filter((archive) => archive !== undefined);
  const { os, arch } = system;
  const what = `${lacking.length === 1 ? 'package' : 'packages'} ${lacking.join(', ')}`;
  return new PlanFault(`the bundle ${folder} holds no ${what} for ${os.id} ${os.version} ${arch}`, {
    hint: `on a machine with ${os.id} ${os.version}: k3play bundle ${folder} --arch ${arch} --packages ${lacking.join(',')}`,
  });
}
