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

/** The archive of images comes as one of these; the smaller ones are taken first. */
export function listImageNames(arch: string): readonly string[] {
  return ['.tar.zst', '.tar.gz', '.tar'].map((end) => `k3s-airgap-images-${arch}${end}`);
}

export function nameBinary(arch: string): string | undefined {
  const known = describeArch(arch);
  return known && `k3s${known.suffix}`;
}
