import type { Output } from '../../../connection/connection.ts';
import { sh, type Script } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { unreadable } from '../../shared/lines.ts';

/** How to reach the API: k3s's own kubectl and, unless it is to find it by itself, a kubeconfig. */
export interface Kubectl {
  readonly exec: string;
  readonly kubeconfig?: string | undefined;
}

/** What the API answers; `down` carries kubectl's words, and a host without k3s is no server. */
export type ApiAnswer<Value> =
  | { readonly api: 'up'; readonly value: Value }
  | { readonly api: 'down'; readonly reason: string }
  | { readonly api: 'absent' };

/** Seconds one request may take. */
const REQUEST_TIMEOUT_S = 10;
const NO_K3S = 69;

/** `k3s kubectl …`, bounded in time. */
export function kubectl({ exec, kubeconfig }: Kubectl, words: readonly string[]): Script {
  const where = kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`];
  return sh`${exec} kubectl ${where} ${`--request-timeout=${REQUEST_TIMEOUT_S}s`} ${words}`;
}

interface Question<Value> {
  readonly key: string;
  readonly what: string;
  readonly words: readonly string[];
  readonly parse: (json: unknown) => Value;
}

/** Asks the API for something as JSON; "" is null. */
export function askApi<Value>(
  access: Kubectl,
  { key, what, words, parse }: Question<Value>,
): HostRead<ApiAnswer<Value>> {
  const { exec, kubeconfig } = access;
  return hostRead({
    key: kubeconfig === undefined ? key : `${key}@${kubeconfig}`,
    staleAfter: 'any-step',
    script: sh`[ -x ${exec} ] || exit ${NO_K3S}
${kubectl(access, [...words, '--output=json'])}`,
    timeoutMs: 3 * REQUEST_TIMEOUT_S * 1000,
    parse(output): ApiAnswer<Value> {
      if (output.code === NO_K3S) return { api: 'absent' };
      if (output.code !== 0) return { api: 'down', reason: lastLine(output) };
      return { api: 'up', value: parse(parseJson(what, output)) };
    },
  });
}

function lastLine({ stderr, code }: Output): string {
  const lines = stderr.toString('utf8').trim().split('\n');
  return lines.at(-1) || `kubectl ended with code ${String(code)}`;
}

function parseJson(what: string, output: Output): unknown {
  const text = output.stdout.toString('utf8').trim();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(what, output);
  }
}
