import { posix } from 'node:path';
import type { Output } from '../../../connection/connection.ts';
import { sh } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { linesOf, unreadable } from '../../shared/lines.ts';
import { change, predict, run, type RunStep } from '../../step.ts';

/** The names under which k3s is kubectl, crictl and ctr. */
const LINK_NAMES = ['kubectl', 'crictl', 'ctr'] as const;

/**
 * What is under the names of kubectl, crictl and ctr: a link to k3s, something else of the same folder, a
 * program elsewhere on the PATH, or nothing.
 */
type LinkState = 'k3s' | 'other' | 'elsewhere' | 'absent';
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

/** Links to a binary under the names that are free. */
export function planLinks(dest: string, found: LinkStates): RunStep[] {
  const folder = posix.dirname(dest);
  // The links are relative and lead to the name k3s; a binary of another name gets none.
  if (posix.basename(dest) !== 'k3s') return [];
  const names = LINK_NAMES.filter((name) => found[name] === 'absent');
  if (names.length === 0) return [];
  const after = { ...found, ...Object.fromEntries(names.map((name) => [name, 'k3s'])) } as LinkStates;
  const script = sh.lines(...names.map((name) => sh`ln -s k3s ${posix.join(folder, name)} || exit 1`));
  return [
    run({
      change: change(`links to k3s in ${folder}`, 'absent', names.join(', ')),
      script,
      predicts: [predict(readLinks(folder), after)],
    }),
  ];
}
