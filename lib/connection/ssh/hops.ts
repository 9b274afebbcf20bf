import { join } from 'node:path';
import type { KexAlgorithm } from 'ssh2';
import { K3Error } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import type { HostKeyPolicy } from '../../inventory/model.ts';
import type { ConnectionSettings, ConnectOptions } from '../connection.ts';
import { type ConfigLine, expandTilde } from './config-include.ts';
import { type HostConfig, lookUpHost } from './config.ts';
import { SshFiles } from './files.ts';
import { chooseKex } from './kex.ts';

const DEFAULT_PORT = 22;
const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_ALIVE_SECONDS = 10;
const DEFAULT_ALIVE_COUNT = 3;
const MOST_HOPS = 8;
const DEFAULT_KEYS: readonly string[] = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];
const SYSTEM_KNOWN_HOSTS: readonly string[] = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/** One ssh server on the way, and all that is needed to get past it. */
export interface Hop {
  /** What messages call it. */
  readonly name: string;
  readonly sshFiles: SshFiles;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly keys: KeyChoice;
  readonly passphrase: Secret | undefined;
  readonly password: Secret | undefined;
  readonly agentSocket: string | undefined;
  readonly hostKey: HostKeyPolicy;
  /** The name its key is kept under, where that is not its address. */
  readonly hostKeyAlias: string | undefined;
  /** Read in order; new keys go to the first. */
  readonly knownHosts: readonly string[];
  readonly kex: readonly KexAlgorithm[];
  readonly timeoutMs: number;
  readonly keepAlive: KeepAlive;
  /** A way that the configuration names and k3play does not go; said where the host cannot be reached. */
  readonly ignoredProxyCommand: boolean;
}

/** How soon it is noticed that a hop is silent for ever: after `intervalMs` × `count`. */
interface KeepAlive {
  readonly intervalMs: number;
  readonly count: number;
}

/** Keys to offer, in this order, with those of the agent before `defaults`. */
export interface KeyChoice {
  /** Named in the inventory: it must be usable, and nothing else is offered. */
  readonly wanted?: string | undefined;
  /** Named in the ssh configuration. */
  readonly configured: readonly string[];
  readonly defaults: readonly string[];
  /** Of the agent's keys, offer only those that are also named. */
  readonly onlyNamed: boolean;
}

interface Place {
  readonly alias: string;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
}

export interface SshOptions extends ConnectOptions {
  /** Shared by the connections of a run. */
  readonly sshFiles?: SshFiles | undefined;
}

/** The way to a host, jump hosts first: the inventory's word, then the ssh configuration's, then ssh's defaults. */
export function planHops(
  host: string,
  settings: ConnectionSettings,
  { sshFiles = new SshFiles(), ...rest }: SshOptions,
): readonly Hop[] {
  const options = { ...rest, sshFiles };
  const lines = sshFiles.config(options.sshConfig ?? join(options.home, '.ssh/config'), options.home);
  const names = [...new Set([host, settings.address ?? host])];
  const config = lookUpHost(lines, names);
  const last = buildHop({ host, alias: settings.address ?? host, config, settings, options });
  const jump = settings.jump ?? config.proxyJump;
  return [...planJumps(jump, { lines, settings, options, host, depth: 0 }), last];
}

interface JumpContext {
  readonly lines: readonly ConfigLine[];
  readonly settings: ConnectionSettings;
  readonly options: ConnectOptions & { readonly sshFiles: SshFiles };
  readonly host: string;
  readonly depth: number;
}

function planJumps(jump: string | undefined, context: JumpContext): readonly Hop[] {
  if (jump === undefined || jump === '' || jump.toLowerCase() === 'none') return [];
  const { lines, settings, options, host, depth } = context;
  if (depth >= MOST_HOPS) {
    throw new K3Error(`${host}: its jump hosts lead in a circle (${jump})`, {
      kind: 'unreachable',
      code: 'connection/jump',
    });
  }
  return jump.split(',').flatMap((text, index) => {
    const place = parsePlace(text.trim(), host);
    const config = lookUpHost(lines, [place.alias]);
    // The password of a host is not told to the hosts on the way.
    const hop = buildHop({
      host: place.alias,
      alias: place.alias,
      config,
      options,
      settings: {
        user: place.user,
        port: place.port,
        key: config.identityFiles.length > 0 ? undefined : settings.key,
        passphrase: settings.passphrase,
        hostKey: settings.hostKey,
        knownHosts: settings.knownHosts,
        connectTimeoutMs: settings.connectTimeoutMs,
      },
    });
    // As with ssh, only the first may be reached through jump hosts of its own.
    const before = index === 0 ? planJumps(config.proxyJump, { ...context, depth: depth + 1 }) : [];
    return [...before, hop];
  });
}

/** `user@host:port`, `user@[v6]:port`, `ssh://…`. */
function parsePlace(text: string, host: string): Place {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:@/\s]+))(?::(\d+))?\/?$/.exec(text);
  if (!match) {
    throw new K3Error(`${host}: jump host ${JSON.stringify(text)} is not of the form user@host:port`, {
      kind: 'unreachable',
      code: 'connection/jump',
    });
  }
  const [, user, v6, name, port] = match;
  return { alias: v6 ?? name ?? '', user, port: port === undefined ? undefined : Number(port) };
}

interface HopSource {
  readonly host: string;
  readonly alias: string;
  readonly config: HostConfig;
  readonly settings: ConnectionSettings;
  readonly options: ConnectOptions & { readonly sshFiles: SshFiles };
}

function buildHop({ host, alias, config, settings, options }: HopSource): Hop {
  const { home, sshFiles } = options;
  const user = settings.user ?? config.user ?? sshFiles.userName;
  const address = config.hostName?.replaceAll('%h', alias).replaceAll('%%', '%') ?? alias;
  const tokens: Readonly<Record<string, string>> = {
    '%': '%',
    d: home,
    h: address,
    r: user,
    u: sshFiles.userName,
  };
  const expand = (path: string): string =>
    expandTilde(path, home).replace(/%(.)/g, (whole, token: string) => tokens[token] ?? whole);
  const knownHosts = settings.knownHosts ? [settings.knownHosts] : config.knownHostsFiles;
  return {
    name: host,
    sshFiles,
    address,
    port: settings.port ?? Number(config.port ?? DEFAULT_PORT),
    user,
    keys: chooseKeys(settings.key, config, expand),
    passphrase: settings.passphrase,
    password: settings.password,
    agentSocket: options.agentSocket,
    hostKey: settings.hostKey ?? policyOf(config.strictHostKeyChecking),
    hostKeyAlias: config.hostKeyAlias,
    knownHosts: [
      ...(knownHosts.length > 0 ? knownHosts : ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']).map(expand),
      ...(settings.knownHosts ? [] : SYSTEM_KNOWN_HOSTS),
    ],
    kex: chooseKex(host, config.kexAlgorithms),
    timeoutMs: settings.connectTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    keepAlive: {
      intervalMs: 1000 * positive(config.serverAliveInterval, DEFAULT_ALIVE_SECONDS),
      count: positive(config.serverAliveCountMax, DEFAULT_ALIVE_COUNT),
    },
    ignoredProxyCommand: config.proxyCommand !== undefined && config.proxyCommand.toLowerCase() !== 'none',
  };
}

/** Unlike ssh, k3play always asks whether the host is still there (ssh's 0 is "never"): no run may hang. */
function positive(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return number > 0 ? number : otherwise;
}

function chooseKeys(
  key: string | undefined,
  config: HostConfig,
  expand: (path: string) => string,
): KeyChoice {
  if (key !== undefined) return { wanted: expand(key), configured: [], defaults: [], onlyNamed: true };
  const configured = config.identityFiles.map(expand);
  const defaults = configured.length > 0 ? [] : DEFAULT_KEYS.map(expand);
  return { configured, defaults, onlyNamed: config.identitiesOnly };
}

/** ssh's `no` accepts changed keys too; here a changed key is refused unless the inventory says `off`. */
function policyOf(strictHostKeyChecking: string | undefined): HostKeyPolicy {
  return ['accept-new', 'no', 'off'].includes(strictHostKeyChecking ?? '') ? 'accept-new' : 'strict';
}
