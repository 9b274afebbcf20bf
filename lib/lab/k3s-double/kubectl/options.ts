import { KubectlFailure } from './failure.ts';

/** A command line of kubectl's: words in order, and options by their long names. */
export interface Options {
  readonly words: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

const SHORT: Readonly<Record<string, string>> = {
  A: 'all-namespaces',
  f: 'filename',
  n: 'namespace',
  o: 'output',
  s: 'server',
  l: 'selector',
  h: 'help',
};
const SWITCHES = [
  'all-namespaces',
  'delete-emptydir-data',
  'delete-local-data',
  'disable-eviction',
  'force',
  'force-conflicts',
  'help',
  'ignore-daemonsets',
  'ignore-not-found',
  'no-headers',
  'overwrite',
  'now',
  'server-side',
  'wait',
];
const VALUES = [
  'cascade',
  'client',
  'context',
  'dry-run',
  'field-manager',
  'filename',
  'grace-period',
  'kubeconfig',
  'namespace',
  'output',
  'pod-selector',
  'raw',
  'request-timeout',
  'selector',
  'server',
  'skip-wait-for-delete-timeout',
  'timeout',
];
/** The double would silently do something else with these. */
const REFUSED = ['selector', 'dry-run'];

export function parseOptions(argv: readonly string[]): Options {
  const words: string[] = [];
  const values = new Map<string, string>();
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const option = readOption(word);
    if (!option) {
      words.push(word);
      continue;
    }
    const { name, attached } = option;
    if (REFUSED.includes(name)) {
      throw new KubectlFailure(`error: this is a test double of K3s: it does not do --${name}`);
    }
    if (SWITCHES.includes(name) || name === 'client') values.set(name, attached ?? 'true');
    else if (!VALUES.includes(name)) throw new KubectlFailure(`error: unknown flag: --${name}`);
    else {
      if (attached === undefined) index += 1;
      values.set(name, attached ?? argv[index] ?? '');
    }
  }
  return { words, values };
}

function readOption(
  word: string,
): { readonly name: string; readonly attached: string | undefined } | undefined {
  const long = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(word);
  if (long) return { name: long[1] ?? '', attached: long[2] };
  const short = /^-([A-Za-z])=?(.+)?$/s.exec(word);
  if (!short) return undefined;
  const letter = short[1] ?? '';
  const name = SHORT[letter];
  if (name === undefined)
    throw new KubectlFailure(`error: unknown shorthand flag: '${letter}' in -${letter}`);
  return { name, attached: short[2] };
}

export function isOn({ values }: Options, name: string): boolean {
  return values.get(name) === 'true';
}
