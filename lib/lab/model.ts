import { join, resolve } from 'node:path';
import { hashBytes } from '../core/hash.ts';

/** A host to be made: the name it has in the inventory, and its IPv4 address in the lab's subnet. */
export interface LabHost {
  readonly name: string;
  readonly address: string;
}

/** In the place of a cut's other host: all that is beyond the lab. */
export const INTERNET = 'internet';

/** Two hosts that cannot reach each other, or, without `other`, a host that nothing reaches. */
export interface LabCut {
  readonly host: string;
  readonly other?: string | undefined;
}

/**
 * `running`: sshd answers (or, for a host cut from everything, listens). `stopped`: no process.
 * `broken`: a process, but no sshd; its console log says why.
 */
export type LabHostState = 'running' | 'stopped' | 'broken';

export interface LabHostStatus extends LabHost {
  readonly state: LabHostState;
  /** Since when its system runs, as ISO 8601; undefined when it does not. */
  readonly since: string | undefined;
  /** Names of hosts it is parted from; `*` is everything. */
  readonly cutFrom: readonly string[];
  readonly consoleLog: string;
}

/** What `labUp` and the others tell while they work. */
export type LabProgress =
  | { readonly kind: 'lock-awaited'; readonly path: string }
  | { readonly kind: 'packages-missing'; readonly packages: readonly string[] }
  | { readonly kind: 'base-build-started'; readonly path: string }
  | { readonly kind: 'base-built'; readonly path: string; readonly durationMs: number }
  | { readonly kind: 'resolver-missing'; readonly reason: string }
  | { readonly kind: 'limit-raised'; readonly path: string; readonly from: number; readonly to: number }
  | { readonly kind: 'host-started'; readonly host: string }
  | { readonly kind: 'host-answered'; readonly host: string; readonly durationMs: number }
  | { readonly kind: 'undo-started'; readonly reason: 'failed' | 'interrupted' };

/** What every operation on a lab is given. */
export interface LabOptions {
  /** Where the lab keeps its hosts' files, its key and its known_hosts: on a real file system. */
  readonly stateDir: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LabProgress) => void) | undefined;
}

export const DEFAULT_STATE_DIR = '/var/lib/k3play/lab';
/** Labs share their base roots, so that only the first one pays for the build. */
export const DEFAULT_BASE_DIR = '/var/lib/k3play/base';
export const DEFAULT_SUBNET = '198.18.0.0/24';

/**
 * All names a lab has on the machine. They derive from its state directory alone, so that two labs
 * never meet and a lab whose files are lost can still be found and removed.
 */
export interface LabNames {
  readonly id: string;
  readonly bridge: string;
  readonly chain: string;
  readonly table: string;
  readonly cgroup: string;
}

export function buildNames(stateDir: string): LabNames {
  const id = hashBytes(resolve(stateDir)).slice(0, 6);
  return { id, bridge: `k3p-${id}`, chain: `K3P-${id}`, table: `k3p_${id}`, cgroup: `k3p-${id}` };
}

/** Files and directories below a lab's state directory. */
export interface LabPaths {
  readonly state: string;
  readonly lock: string;
  readonly key: string;
  readonly knownHosts: string;
  readonly hosts: string;
}

export function buildPaths(stateDir: string): LabPaths {
  return {
    state: join(stateDir, 'state.json'),
    lock: join(stateDir, 'lock'),
    key: join(stateDir, 'id_ed25519'),
    knownHosts: join(stateDir, 'known_hosts'),
    hosts: join(stateDir, 'hosts'),
  };
}

/** A host's own files: what it changed of the base root, and its real-disk data directory. */
export interface HostPaths {
  readonly directory: string;
  readonly upper: string;
  readonly work: string;
  readonly root: string;
  readonly rancher: string;
  readonly keeper: string;
  readonly consoleLog: string;
}

export function buildHostPaths(stateDir: string, name: string): HostPaths {
  const directory = join(buildPaths(stateDir).hosts, name);
  return {
    directory,
    upper: join(directory, 'upper'),
    work: join(directory, 'work'),
    root: join(directory, 'root'),
    rancher: join(directory, 'rancher'),
    keeper: join(directory, 'keeper.sh'),
    consoleLog: join(directory, 'console.log'),
  };
}
