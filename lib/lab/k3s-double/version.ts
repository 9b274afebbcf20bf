/** Set by scripts/build-double.ts; a run from source has none. */
declare const K3S_DOUBLE_VERSION: string | undefined;

export const DEFAULT_VERSION = 'v1.30.4+k3s1';

/** The K3s release this double stands for, such as `v1.30.4+k3s1`. */
export const VERSION = typeof K3S_DOUBLE_VERSION === 'string' ? K3S_DOUBLE_VERSION : DEFAULT_VERSION;

/** What `k3s --version` prints: the shape of the real one, and the truth. */
export function describeVersion(): string {
  return `k3s version ${VERSION} (k3play-double)\nthis is a test double of K3s, made by k3play; it runs no containers\n`;
}
