/** How K3s names the files of its releases, by Go's names of architectures. */
const SUFFIXES: Readonly<Record<string, string>> = {
  amd64: '',
  arm64: '-arm64',
  arm: '-armhf',
  s390x: '-s390x',
};

export const ARCHES: readonly string[] = Object.keys(SUFFIXES);

/** Undefined for an architecture that K3s has no releases for. */
export function describeArch(arch: string): { readonly suffix: string } | undefined {
  return Object.hasOwn(SUFFIXES, arch) ? { suffix: SUFFIXES[arch] ?? '' } : undefined;
}
