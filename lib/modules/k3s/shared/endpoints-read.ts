import { sh } from '../../../connection/sh.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';

/** The addresses of an object `Endpoints`, as `10.0.0.1:6443` or `[fd00::1]:6443`, sorted. Total. */
export function parseEndpoints(json: unknown): readonly string[] {
  const subsets = listOf(mapOf(json)['subsets']);
  const found = subsets.flatMap((subset) => {
    const ports = listOf(subset['ports']).map(({ port }) => String(port));
    const addresses = listOf(subset['addresses']).map(({ ip }) => String(ip));
    return addresses.flatMap((ip) => ports.map((port) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`));
  });
  return found.sort();
}

type Json = Readonly<Record<string, unknown>>;

function mapOf(value: unknown): Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(mapOf) : [];
}

/** Requests on one connection; the middle one counts. */
const REQUESTS = 5;

/**
 * Milliseconds that the API of this server takes for one object, connecting left out: it reads it from the
 * datastore. Null where the server has no credentials for it, or did not answer.
 */
export function readLatency(folder: string, port: number): HostRead<number | null> {
  const tls = `${folder}/server/tls`;
  const url = `https://127.0.0.1:${port}/api/v1/namespaces/default/endpoints/kubernetes`;
  const nowhere = Array.from({ length: REQUESTS }, () => ['-o', '/dev/null']).flat();
  const trust = ['--cacert', `${tls}/server-ca.crt`, '--cert', `${tls}/client-admin.crt`];
  return hostRead({
    key: `k3s-latency:${folder}:${port}`,
    beyondHost: true,
    timeoutMs: 30_000,
    script: sh`curl -s --max-time 10 ${trust} --key ${`${tls}/client-admin.key`} ${nowhere} -w 'took %{http_code} %{time_pretransfer} %{time_starttransfer}\n' ${Array.from({ length: REQUESTS }, () => url)} 2>/dev/null || :`,
    parse: (output) => parseLatency(textOf(output)),
  });
}

function parseLatency(text: string): number | null {
  const took = [...text.matchAll(/^took 200 ([\d.,]+) ([\d.,]+)$/gm)]
    .map(([, from = '', to = '']) => (secondsOf(to) - secondsOf(from)) * 1000)
    .sort((a, b) => a - b);
  const middle = took[Math.floor(took.length / 2)];
  return middle === undefined ? null : Math.round(middle * 10) / 10;
}

/** curl writes seconds as the locale has it. */
function secondsOf(text: string): number {
  return Number(text.replace(',', '.'));
}
