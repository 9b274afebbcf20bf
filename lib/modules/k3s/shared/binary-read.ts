import type { Output } from '../../../connection/connection.ts';
import { sh } from '../../../connection/sh.ts';
import type { Unknown } from '../../../core/unknown.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';
import { linesOf, unreadable } from '../../shared/lines.ts';

/** Where k3s is installed unless a task says otherwise. */
export const K3S = '/usr/local/bin/k3s';

/** The names under which k3s is kubectl, crictl and ctr. */
export const LINK_NAMES = ['kubectl', 'crictl', 'ctr'] as const;

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

/**
 * What is under the names of kubectl, crictl and ctr: a link to k3s, something else of the same folder, a
 * program elsewhere on the PATH, or nothing.
 */
export type LinkState = 'k3s' | 'other' | 'elsewhere' | 'absent';
export type LinkStates = Readonly<Record<(typeof LINK_NAMES)[number], LinkState>>;

export function readLinks(folder: string): HostRead<LinkStates> {
  return hostRead({
    key: `k3s-links:${folder}`,
    script: sh`for name in ${LINK_NAMES}; do
  link=${folder}/$name
  if [ -L "$link" ] && [ "$(readlink "$link")" = k3s ]; then echo "$name k3s"
  elif [ -e "$link" ] || [ -L "$link" ]; then echo "$name other"
  elif command -v "$name" >/dev/null; then echo "$name elsewhere"
  else echo "$name absent"
  fi
done`,
    parse: parseLinks,
  });
}

function parseLinks(output: Output): LinkStates {
  const lines = linesOf(output);
  const stateOf = (name: string): LinkState => {
    const state = lines.first(name);
    if (state === 'k3s' || state === 'other' || state === 'elsewhere' || state === 'absent') return state;
    throw unreadable(`the link ${name} of k3s`, output);
  };
  return { kubectl: stateOf('kubectl'), crictl: stateOf('crictl'), ctr: stateOf('ctr') };
}
