import { userInfo } from 'node:os';
import type { ConfigLine } from './config-include.ts';
import { matchesPatterns } from './pattern.ts';

/** What an ssh configuration says of a host; undefined or empty where it says nothing. */
export interface HostConfig {
  readonly hostName?: string | undefined;
  readonly user?: string | undefined;
  readonly port?: string | undefined;
  readonly proxyJump?: string | undefined;
  readonly proxyCommand?: string | undefined;
  readonly strictHostKeyChecking?: string | undefined;
  readonly hostKeyAlias?: string | undefined;
  readonly kexAlgorithms?: string | undefined;
  readonly serverAliveInterval?: string | undefined;
  readonly serverAliveCountMax?: string | undefined;
  readonly identitiesOnly: boolean;
  readonly identityFiles: readonly string[];
  readonly knownHostsFiles: readonly string[];
}

/**
 * Finds what is said of a host that goes by several names (its own and its address). The first word on a setting
 * counts, as in ssh. `Match exec` never matches: a configuration file is not run.
 */
export function lookUpHost(lines: readonly ConfigLine[], names: readonly string[]): HostConfig {
  const found = new Map<string, readonly string[]>();
  const identityFiles: string[] = [];
  const take = (line: ConfigLine): void => {
    if (line.name === 'identityfile') identityFiles.push(line.words.join(' '));
    else if (!found.has(line.name)) found.set(line.name, line.words);
  };
  const visit = (line: ConfigLine): void => {
    if (!line.lines) return take(line);
    const allNames = [...names, ...(found.get('hostname') ?? [])];
    const applies =
      line.name === 'host'
        ? matchesAny(line.words, names)
        : matchesMatch(line.words, { names, allNames, found });
    if (applies) line.lines.forEach(visit);
  };
  lines.forEach(visit);
  const text = (name: string): string | undefined => found.get(name)?.join(' ');
  return {
    hostName: text('hostname'),
    user: text('user'),
    port: text('port'),
    proxyJump: text('proxyjump'),
    proxyCommand: text('proxycommand'),
    strictHostKeyChecking: text('stricthostkeychecking')?.toLowerCase(),
    hostKeyAlias: text('hostkeyalias'),
    kexAlgorithms: text('kexalgorithms'),
    serverAliveInterval: text('serveraliveinterval'),
    serverAliveCountMax: text('serveralivecountmax'),
    identitiesOnly: text('identitiesonly')?.toLowerCase() === 'yes',
    identityFiles: identityFiles.filter((file) => file.toLowerCase() !== 'none'),
    knownHostsFiles: found.get('userknownhostsfile') ?? [],
  };
}

interface MatchContext {
  readonly names: readonly string[];
  readonly allNames: readonly string[];
  readonly found: ReadonlyMap<string, readonly string[]>;
}

/** All criteria must hold; those that cannot be judged here do not. */
function matchesMatch(words: readonly string[], { names, allNames, found }: MatchContext): boolean {
  const rest = [...words];
  while (rest.length > 0) {
    const word = (rest.shift() ?? '').toLowerCase();
    if (word === 'all') continue;
    const negated = word.startsWith('!');
    const criterion = negated ? word.slice(1) : word;
    const patterns = (rest.shift() ?? '').split(',');
    const holds = judge(criterion, patterns);
    if (holds === undefined || holds === negated) return false;
  }
  return true;

  function judge(criterion: string, patterns: readonly string[]): boolean | undefined {
    const localUser = userInfo().username;
    if (criterion === 'host') return matchesAny(patterns, allNames);
    if (criterion === 'originalhost') return matchesAny(patterns, names);
    if (criterion === 'user') return matchesPatterns(patterns, found.get('user')?.[0] ?? localUser);
    if (criterion === 'localuser') return matchesPatterns(patterns, localUser);
    return undefined;
  }
}

function matchesAny(patterns: readonly string[], names: readonly string[]): boolean {
  return names.some((name) => matchesPatterns(patterns, name));
}
