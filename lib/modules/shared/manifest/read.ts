import type { Output } from '../../../connection/connection.ts';
import { sh, type Script } from '../../../connection/sh.ts';
import { hashBytes } from '../../../core/hash.ts';
import { Secret } from '../../../core/secret.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { unreadable } from '../lines.ts';
import type { WantedObject } from './objects.ts';

/** How to reach the API, and as whom to apply. */
export interface Kubectl {
  /** The program and its first words. */
  readonly words: readonly string[];
  readonly kubeconfig: string | undefined;
  readonly fieldManager: string;
  readonly force: boolean;
}

/** What kubectl says of one object: its exit code and all that it printed. */
export interface ObjectAnswer {
  readonly code: number;
  readonly said: string;
}

/** `settled` is a cluster that has all objects as wanted. */
export type ManifestAnswer =
  | { readonly kind: 'settled' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'down'; readonly reason: string }
  | { readonly kind: 'each'; readonly objects: readonly ObjectAnswer[] };

export type State = 'present' | 'absent';

/** Seconds one request may take. */
const REQUEST_TIMEOUT_S = 20;
const NO_KUBECTL = 69;

/** Bounds each request. Not for waits, which are one long request. */
export const SHORT = `--request-timeout=${REQUEST_TIMEOUT_S}s`;

/** `kubectl …` */
export function callKubectl({ words, kubeconfig }: Kubectl, rest: readonly string[]): Script {
  const where = kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`];
  return sh`${[...words, ...where, ...rest]}`;
}

/** The words by which objects are applied, and by which it is looked what that would change. */
export function applyWords({ fieldManager, force }: Kubectl): readonly string[] {
  return [
    '--server-side',
    `--field-manager=${fieldManager}`,
    ...(force ? ['--force-conflicts'] : []),
    '-f',
    '-',
  ];
}

/**
 * What of the objects differs, or is there though it is not wanted. All are asked about at once; only where that
 * shows a difference, or fails, each is asked about alone.
 */
export function readManifest(
  kubectl: Kubectl,
  { objects, state }: { readonly objects: readonly WantedObject[]; readonly state: State },
): HostRead<ManifestAnswer> {
  const look =
    state === 'present'
      ? callKubectl(kubectl, [SHORT, 'diff', ...applyWords(kubectl)])
      : callKubectl(kubectl, [SHORT, 'get', '--ignore-not-found', '--output=name', '-f', '-']);
  const lines = objects.map(({ text }) => `${Buffer.from(text).toString('base64')}\n`).join('');
  const script = sh`command -v ${kubectl.words[0] ?? ''} >/dev/null || exit ${NO_KUBECTL}
export KUBECTL_EXTERNAL_DIFF=
k3p_lines=$(cat)
k3p_decode() { while IFS= read -r k3p_line; do echo ---; printf %s "$k3p_line" | base64 -d; echo; done; }
k3p_all=$(printf '%s\n' "$k3p_lines" | k3p_decode | ${look} 2>/dev/null) && [ -z "$k3p_all" ] && { echo settled; exit 0; }
k3p_said=$(${callKubectl(kubectl, [SHORT, 'get', '--raw=/version'])} 2>&1 >/dev/null </dev/null) || { printf 'down %s\n' "$k3p_said"; exit 0; }
echo each
printf '%s\n' "$k3p_lines" | while IFS= read -r k3p_line; do
  k3p_said=$(printf '%s\n' "$k3p_line" | k3p_decode | ${look} 2>&1)
  printf 'object %s %s\n%s\n' $? "${sh.raw('${#k3p_said}')}" "$k3p_said"
done`;
  return hostRead({
    key: `manifest:${hashBytes(`${script.text}\n${lines}`)}`,
    staleAfter: 'any-step',
    script,
    stdin: new Secret(lines),
    timeoutMs: (objects.length + 2) * 2 * REQUEST_TIMEOUT_S * 1000,
    parse: (output) => parseAnswer(output, objects.length),
  });
}

function parseAnswer(output: Output, count: number): ManifestAnswer {
  if (output.code === NO_KUBECTL) return { kind: 'absent' };
  const end = output.stdout.indexOf('\n');
  const head = output.stdout.subarray(0, end).toString('utf8');
  if (output.code !== 0 || end < 0) throw unreadable('what the cluster has', output);
  if (head === 'settled') return { kind: 'settled' };
  if (head.startsWith('down '))
    return { kind: 'down', reason: lastLine(output.stdout.toString('utf8').slice(5)) };
  const objects = head === 'each' ? splitObjects(output.stdout.subarray(end + 1), count) : undefined;
  if (!objects) throw unreadable('what the cluster has', output);
  return { kind: 'each', objects };
}

/** Undefined where the answer is not whole. */
function splitObjects(bytes: Buffer, count: number): readonly ObjectAnswer[] | undefined {
  const objects: ObjectAnswer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf('\n', at);
    const [, code = '', length = ''] =
      /^object (\d{1,3}) (\d{1,9})$/.exec(bytes.toString('utf8', at, end)) ?? [];
    const from = end + 1;
    const to = from + Number(length);
    if (end < 0 || length === '' || bytes.length <= to) return undefined;
    objects.push({ code: Number(code), said: bytes.toString('utf8', from, to) });
    at = to + 1;
  }
  return objects.length === count ? objects : undefined;
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
