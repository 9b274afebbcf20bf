import { sh, type Script } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { firstLine, readJsonLine, type Asked } from '../asked.ts';
import type { TlsFiles } from '../endpoint.ts';
import { unreadable } from '../lines.ts';

export interface Call {
  /** Addresses to be tried in order, such as "https://10.0.0.5:2379". */
  readonly urls: readonly string[];
  /** etcd knows its clients by their certificates, so there are no passwords. */
  readonly files: TlsFiles;
  /** Such as "/v3/kv/range". */
  readonly path: string;
  readonly body: object;
}

/** Exit code of ours: there is no curl. */
const NO_CURL = 69;
const TIMEOUT_S = 10;

/**
 * A call of etcd's JSON gateway, which etcd 3.4 and later have, by curl: the hosts need no client of etcd. The
 * first address that answers counts; the exit code is that of the last that did not.
 */
export function callEtcd({ urls, files, path, body }: Call): Script {
  const trust = files.ca === undefined ? [] : ['--cacert', files.ca];
  const own = files.cert === undefined ? [] : ['--cert', files.cert, '--key', files.key ?? ''];
  const words = ['-sS', '--fail-with-body', '--noproxy', '*', '--max-time', TIMEOUT_S, ...trust, ...own];
  const calls = urls.map((url) => sh`curl ${words} -X POST -d ${JSON.stringify(body)} ${url + path}`);
  return sh`${sh.raw(calls.map(({ text }) => text).join(' ||\n'))}`;
}

export interface Question<Value> extends Call {
  readonly key: string;
  readonly what: string;
  readonly parse: (json: unknown) => Value;
}

export function askEtcd<Value>({ key, what, parse, ...call }: Question<Value>): HostRead<Asked<Value>> {
  const { ca, cert, key: ownKey } = call.files;
  return hostRead({
    key: [key, ...call.urls, ca, cert, ownKey].filter((part) => part !== undefined).join('@'),
    staleAfter: 'any-step',
    script: sh`command -v curl >/dev/null || exit ${NO_CURL}
${callEtcd(call)}`,
    parse(output): Asked<Value> {
      if (output.code === NO_CURL) return { server: 'down', reason: 'asking etcd takes curl on this host' };
      if (output.code !== 0) return { server: 'down', reason: firstLine(output.stderr) };
      const json = readJsonLine(output, what);
      if (json === null) throw unreadable(what, output);
      return { server: 'running', value: parse(json) };
    },
  });
}
