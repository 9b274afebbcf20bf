import { Unknown } from '../../../core/unknown.ts';
import type { HostRead } from '../../read.ts';
import type { PathState } from '../../shared/path-state.ts';
import { readPath } from '../../shared/path.ts';
import { predict, type Prediction } from '../../step.ts';
import { readToken } from './token-read.ts';

const KUBECONFIG = '/etc/rancher/k3s/k3s.yaml';

/** What a server makes when it first starts; a type, as an interface has no index signature. */
type FirstStartReads = { readonly token: HostRead<PathState>; readonly kubeconfig: HostRead<PathState> };

export function readFirstStart(dataDir: string): FirstStartReads {
  return { token: readPath(`${dataDir}/server/token`), kubeconfig: readPath(KUBECONFIG) };
}

/** A server's first start makes its tokens and its kubeconfig. */
export function predictFirstStart(
  dataDir: string,
  { token, kubeconfig }: { readonly token: PathState; readonly kubeconfig: PathState },
): Prediction[] {
  const path = `${dataDir}/server/token`;
  const agentPath = `${dataDir}/server/agent-token`;
  const later = new Unknown('a server makes its token when it first starts');
  const present = { kind: 'present' as const };
  const tokens = [
    predict(readToken(path), later),
    predict(readPath(path), present),
    predict(readToken(agentPath), later),
  ];
  return [
    ...(token.kind === 'absent' ? tokens : []),
    ...(kubeconfig.kind === 'absent' ? [predict(readPath(KUBECONFIG), present)] : []),
  ];
}
