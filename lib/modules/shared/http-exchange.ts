import { sh, type Script } from '../../connection/sh.ts';
import { holdsSecret, reveal, Secret } from '../../core/secret.ts';
import { describeHeaders, type Headers } from './fetching.ts';

export interface HttpRequest {
  readonly url: string | Secret;
  readonly method: string;
  readonly headers: Headers;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** Whether a body comes on standard input. */
  readonly hasBody: boolean;
  readonly follow: boolean;
  /** Path of a file of the host. */
  readonly ca?: string | undefined;
  readonly insecure: boolean;
  /** Seconds. */
  readonly timeout: number;
  /** Undefined is any of 2xx. */
  readonly statuses: readonly number[] | undefined;
}

/** As curl has it for answers with an error status. */
const WRONG_STATUS = 22;
const MARK = 'k3play-headers';

/**
 * Shell text that makes a request with the host's curl: the body of the answer on standard output, its headers on
 * standard error. Nothing of the request is in arguments: curl reads it as its configuration.
 */
export function exchange(request: HttpRequest): string | Secret {
  const config = configure(request);
  const script =
    sh`command -v curl >/dev/null || { echo 'this needs curl; install it on the host' >&2; exit 127; }
{ h=$(printf %s ${config} | { curl -q -sS -K /dev/fd/4 -D /dev/fd/6 4<&0 <&3 6>&1 >&5; }); c=$?; } 3<&0 5>&1
printf ${`\\n${MARK}\\n%s\\n`} "$h" >&2
[ $c -eq 0 ] || exit $c
s=$(printf '%s\n' "$h" | sed -n 's/^HTTP[^ ]* \([0-9]*\).*/\1/p' | tail -n 1)
case $s in ${matchStatuses(request)}) exit 0;; esac
exit ${WRONG_STATUS}`.text;
  return isSecret(request) ? new Secret(script) : script;
}

function matchStatuses({ statuses }: HttpRequest): Script {
  return sh.raw(statuses === undefined ? '2??' : statuses.join('|'));
}

function isSecret({ url, headers, password }: HttpRequest): boolean {
  return url instanceof Secret || password !== undefined || holdsSecret(headers);
}

function configure(request: HttpRequest): string {
  const { url, method, username, password, ca } = request;
  const say = (name: string, value: string): string =>
    `${name} = "${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\n`;
  const isPlain = method === 'GET' && !request.hasBody;
  return [
    say('url', reveal(url)),
    say('proto', '=http,https'),
    say('max-time', String(request.timeout)),
    method === 'HEAD' ? 'head\n' : isPlain ? '' : say('request', method),
    request.hasBody ? say('data-binary', '@-') : '',
    request.follow && (isPlain || method === 'HEAD') ? `location\n${say('proto-redir', '=http,https')}` : '',
    request.insecure ? 'insecure\n' : '',
    ca === undefined ? '' : say('cacert', ca),
    username === undefined
      ? ''
      : say('user', `${username}:${password === undefined ? '' : reveal(password)}`),
    describeHeaders(request.headers),
  ].join('');
}

export interface HttpAnswer {
  /** 0 where there was none. */
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What curl had to say. */
  readonly error: string;
}

/** The answer's head, from what the shell text printed to standard error. */
export function parseHead(stderr: string): HttpAnswer {
  const at = stderr.indexOf(`${MARK}\n`);
  if (at < 0) return { status: 0, headers: {}, error: stderr.trim() };
  const error = stderr.slice(0, at).trim();
  // An answer that leads elsewhere has a head of its own: the last one counts.
  const [first = '', ...lines] =
    stderr
      .slice(at + MARK.length + 1)
      .replaceAll('\r', '')
      .split(/\n(?=HTTP\/)/)
      .at(-1)
      ?.split('\n') ?? [];
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:\s]+):\s*(.*?)\s*$/.exec(line) ?? [];
    const key = name.toLowerCase();
    if (key === '' || key === '__proto__') continue;
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  return { status: Number(/^HTTP\S* (\d+)/.exec(first)?.[1] ?? 0), headers, error };
}
