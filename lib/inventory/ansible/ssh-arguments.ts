export interface SshSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  /** What of the arguments means nothing here. */
  readonly left?: string;
}

/** What arguments of ssh, as in `ansible_ssh_common_args`, say in our words. */
export function readSshArguments(text: string): SshSettings {
  const words = splitWords(text);
  const settings: Record<string, unknown> = {};
  const left: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const flag = /^-([oJip])(.*)$/s.exec(word);
    if (!flag) {
      // Asks for no more than is done here anyway.
      if (!/^-[CqTxA]+$/.test(word)) left.push(word);
      continue;
    }
    const attached = flag[2] ?? '';
    if (attached === '') index += 1;
    const value = attached === '' ? (words[index] ?? '') : attached;
    const meaning = readFlag(flag[1] ?? '', value);
    if (meaning) Object.assign(settings, meaning);
    else left.push(`-${flag[1] ?? ''} ${value}`);
  }
  return { settings, ...(left.length > 0 && { left: left.join(' ') }) };
}

function readFlag(flag: string, value: string): Readonly<Record<string, unknown>> | undefined {
  if (flag === 'J') return { jump: value };
  if (flag === 'i') return { key: value };
  if (flag === 'p') return /^\d+$/.test(value) ? { port: Number(value) } : undefined;
  const [, name = '', argument = ''] = /^(\w+)[\s=]+(.*)$/s.exec(value) ?? [];
  switch (name.toLowerCase()) {
    case 'proxyjump':
      return { jump: argument };
    case 'proxycommand':
      return readProxyCommand(argument);
    case 'stricthostkeychecking':
      return HOST_KEYS[argument.toLowerCase()];
    case 'userknownhostsfile':
      // Nothing is kept there: what `StrictHostKeyChecking=no` beside it wants.
      return argument === '/dev/null' ? { host_key: 'off' } : { known_hosts: argument };
    case 'port':
      return /^\d+$/.test(argument) ? { port: Number(argument) } : undefined;
    case 'user':
      return { user: argument };
    case 'identityfile':
      return { key: argument };
    case 'connecttimeout':
      return /^\d+$/.test(argument) ? { connect_timeout: Number(argument) } : undefined;
    default:
      return NEEDLESS.has(name.toLowerCase()) ? {} : undefined;
  }
}

const HOST_KEYS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  yes: { host_key: 'strict' },
  no: { host_key: 'off' },
  off: { host_key: 'off' },
  'accept-new': { host_key: 'accept-new' },
};

/** They make ssh faster or quieter; a connection of ours lasts for the run and needs none of them. */
const NEEDLESS: ReadonlySet<string> = new Set([
  'controlmaster',
  'controlpersist',
  'controlpath',
  'compression',
  'loglevel',
  'batchmode',
  'forwardagent',
  'identitiesonly',
  'serveraliveinterval',
  'serveralivecountmax',
  'tcpkeepalive',
  'preferredauthentications',
  'gssapiauthentication',
]);

/** `ssh -W %h:%p user@bastion`, with the port and the key-checking of the bastion left to what follows. */
function readProxyCommand(command: string): Readonly<Record<string, unknown>> | undefined {
  const words = splitWords(command);
  if (words[0] !== 'ssh' || !words.includes('%h:%p')) return undefined;
  const port = words.indexOf('-p');
  const target = words.filter(
    (word, index) => index > 0 && !word.startsWith('-') && !/^-[WpoiJlF]$/.test(words[index - 1] ?? ''),
  );
  if (target.length !== 1 || words.some((word) => /^-[oiJlF]/.test(word))) return undefined;
  return { jump: `${target[0] ?? ''}${port > 0 ? `:${words[port + 1] ?? ''}` : ''}` };
}

/** Words as a shell parts them, without what quotes it takes away. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/gs)].map(([word]) => unquote(word));
}

function unquote(word: string): string {
  const parts = word.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^"'\\]+)/gs);
  return [...parts]
    .map(
      ([, double, single, escaped, plain]) =>
        double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? plain,
    )
    .join('');
}
