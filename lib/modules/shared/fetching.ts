import { sh, type Script } from '../../connection/sh.ts';
import { reveal, Secret } from '../../core/secret.ts';

/** The headers of a request; they reach the host on standard input only. */
export type Headers = Readonly<Record<string, string | Secret>>;

/** The code a script ends with where the host has nothing to fetch with; standard error says what it needs. */
export const NO_TOOL = 251;

export interface Fetching {
  readonly script: Script;
  readonly stdin: Secret | undefined;
}

export interface FetchingOptions {
  readonly headers: Headers;
  /** "file" is the file that `$t` names. */
  readonly to: 'stdout' | 'file';
  /** Whether what comes is checked by a sum that did not come the same way. */
  readonly checked: boolean;
}

/**
 * Shell text that gets the body of a URL with the host's own tools. curl can do all; the wgets take headers on
 * their command lines only, and that of busybox checks no certificates.
 */
export function fetchUrl(url: string, { headers, to, checked }: FetchingOptions): Fetching {
  const target = to === 'file' ? sh.raw('"$t"') : sh`-`;
  const config = describeHeaders(headers);
  const needs = config === '' ? 'curl or wget' : 'curl, as the request has headers';
  const script = sh`if command -v curl >/dev/null; then
curl -fsSL --retry 2 --connect-timeout 20 --speed-limit 100 --speed-time 60${config === '' ? sh`` : sh` -K -`} -o ${target} ${url}
elif ${config === '' ? sh`wget --version >/dev/null 2>&1` : sh`false`}; then
wget -nv --tries=3 --timeout=60 -O ${target} ${url}
elif ${config === '' && (checked || url.startsWith('http:')) ? sh`command -v wget >/dev/null` : sh`false`}; then
wget -q -O ${target} ${url}
else
echo ${`this needs ${needs}; install it on the host`} >&2
(exit ${NO_TOOL})
fi`;
  return { script, stdin: config === '' ? undefined : new Secret(config) };
}

/** Headers as a configuration file of curl; "" where there are none. */
export function describeHeaders(headers: Headers): string {
  const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return Object.entries(headers)
    .map(([name, value]) => `header = "${escape(`${name}: ${reveal(value)}`)}"\n`)
    .join('');
}

/** The param `headers`: names that cannot break out of their line. */
export const HEADER_NAME = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$";
