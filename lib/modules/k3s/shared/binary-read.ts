import { sh } from '../../../connection/sh.ts';
import type { Unknown } from '../../../core/unknown.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';

/** Where k3s is installed unless a task says otherwise. */
export const K3S = '/usr/local/bin/k3s';

export interface BinaryState {
  readonly exists: boolean;
  /** Such as "v1.30.4+k3s1"; "" where the file is there but does not say that it is K3s. */
  readonly version: string | Unknown;
}

/** What `k3s --version` says of itself. */
export function readBinary(path: string): HostRead<BinaryState> {
  return hostRead({
    key: `k3s-binary:${path}`,
    script: sh`[ -e ${path} ] || { echo absent; exit 0; }
${path} --version 2>/dev/null || :`,
    timeoutMs: 30_000,
    parse(output) {
      const text = textOf(output);
      if (text === 'absent') return { exists: false, version: '' };
      return { exists: true, version: parseVersion(text) };
    },
  });
}

/** "k3s version v1.30.4+k3s1 (98262b5d)" */
export function parseVersion(text: string): string {
  return /^k3s version (v\d+\.\d+\.\d+\S*)/m.exec(text)?.[1] ?? '';
}
