import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Fatal } from '../log.ts';
import { findNodeAddress } from '../network.ts';
import { locateConfig, readConfig } from './config-file.ts';
import type { Role } from './names.ts';
import { mergeFlags, parseFlags, type Flags } from './parse.ts';
import { describeArguments, describeEnvironment } from './node-args.ts';

export interface Settings {
  readonly role: Role;
  readonly dataDir: string;
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly nodeLabels: readonly string[];
  readonly nodeTaints: readonly string[];
  readonly token: string;
  readonly agentToken: string;
  /** An agent's way in; empty on servers. */
  readonly serverUrl: string;
  /** Empty: all addresses. */
  readonly bindAddress: string;
  readonly advertiseAddress: string;
  readonly port: number;
  readonly loadBalancerPort: number;
  readonly tlsSans: readonly string[];
  readonly disableAgent: boolean;
  readonly kubeconfig: string;
  readonly kubeconfigMode: number;
  readonly datastore: DatastoreSettings;
  /** For the node's annotations: secrets masked. */
  readonly nodeArgs: string;
  readonly nodeEnv: string;
}

export interface DatastoreSettings {
  readonly endpoint: string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

const ENVIRONMENT: Readonly<Record<string, string>> = {
  token: 'K3S_TOKEN',
  'token-file': 'K3S_TOKEN_FILE',
  'agent-token': 'K3S_AGENT_TOKEN',
  'agent-token-file': 'K3S_AGENT_TOKEN_FILE',
  server: 'K3S_URL',
  'node-name': 'K3S_NODE_NAME',
  'data-dir': 'K3S_DATA_DIR',
  'lb-server-port': 'K3S_LB_SERVER_PORT',
  'write-kubeconfig': 'K3S_KUBECONFIG_OUTPUT',
  'write-kubeconfig-mode': 'K3S_KUBECONFIG_MODE',
  'datastore-endpoint': 'K3S_DATASTORE_ENDPOINT',
  'datastore-cafile': 'K3S_DATASTORE_CAFILE',
  'datastore-certfile': 'K3S_DATASTORE_CERTFILE',
  'datastore-keyfile': 'K3S_DATASTORE_KEYFILE',
};

/** Everything a start of `k3s server` or `k3s agent` was told: command line over files over environment. */
export function loadSettings(role: Role, argv: readonly string[], environment: NodeJS.ProcessEnv): Settings {
  const configWords = readConfig(locateConfig(argv, environment));
  const flags = mergeFlags(parseFlags(role, configWords), parseFlags(role, argv));
  const nodeArgs = describeArguments([role, ...configWords, ...argv]);
  return buildSettings(role, flags, { environment, nodeArgs });
}

interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly nodeArgs: string;
}

export function buildSettings(role: Role, flags: Flags, { environment, nodeArgs }: Surroundings): Settings {
  const text = (name: string): string =>
    flags.get(name)?.at(-1) ?? environment[ENVIRONMENT[name] ?? ''] ?? '';
  const list = (name: string): string[] => (flags.get(name) ?? []).flatMap((value) => value.split(','));
  const nodeIp = list('node-ip')[0] ?? findNodeAddress();
  return {
    role,
    dataDir: text('data-dir') || '/var/lib/rancher/k3s',
    nodeName: (text('node-name') || hostname()).toLowerCase(),
    nodeIp,
    nodeLabels: flags.get('node-label') ?? [],
    nodeTaints: flags.get('node-taint') ?? [],
    token: readSecret(text('token-file')) || text('token'),
    agentToken: readSecret(text('agent-token-file')) || text('agent-token'),
    serverUrl: text('server'),
    bindAddress: text('bind-address'),
    advertiseAddress: text('advertise-address') || (list('node-external-ip')[0] ?? nodeIp),
    port: toPort('https-listen-port', text('https-listen-port') || '6443'),
    loadBalancerPort: toPort('lb-server-port', text('lb-server-port') || '6444'),
    tlsSans: list('tls-san')
      .map((san) => san.trim())
      .filter(Boolean),
    disableAgent: text('disable-agent') === 'true',
    kubeconfig: text('write-kubeconfig') || '/etc/rancher/k3s/k3s.yaml',
    kubeconfigMode: Number.parseInt(text('write-kubeconfig-mode') || '0600', 8),
    datastore: {
      endpoint: text('datastore-endpoint'),
      caFile: text('datastore-cafile'),
      certFile: text('datastore-certfile'),
      keyFile: text('datastore-keyfile'),
    },
    nodeArgs,
    nodeEnv: describeEnvironment(environment),
  };
}

/** The folder of server state below the data directory. */
export function serverPath(settings: Settings, ...parts: readonly string[]): string {
  return join(settings.dataDir, 'server', ...parts);
}

export function agentPath(settings: Settings, ...parts: readonly string[]): string {
  return join(settings.dataDir, 'agent', ...parts);
}

function readSecret(file: string): string {
  if (!file) return '';
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Fatal(`open ${file}: no such file or directory`);
  }
}

function toPort(name: string, value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Fatal(`invalid value ${JSON.stringify(value)} for flag -${name}: parse error`);
}
