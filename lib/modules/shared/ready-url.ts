import { readFile } from 'node:fs/promises';
import type { Output } from '../../connection/connection.ts';
import { sh, type Script } from '../../connection/sh.ts';
import { messageOf } from '../../core/errors.ts';
import { hashBytes } from '../../core/hash.ts';
import { reveal, Secret } from '../../core/secret.ts';
import { hostRead, type Read } from '../read.ts';
import { describeHeaders, NO_TOOL, type Headers } from './fetching.ts';
import { judgeAnswer, type Readiness, type WantedAnswer } from './readiness.ts';

/** Seconds that one attempt may take. */
const ATTEMPT_S = 10;

/** Bytes of an answer that are looked at. */
const BODY_LIMIT = 1_048_576;

export interface UrlToReach extends WantedAnswer {
  readonly url: string;
  readonly headers: Headers;
  /** Certificates to trust, as PEM or as the path of a file: of the host, or of this machine. */
  readonly ca?: string | undefined;
  /** Whether any certificate will do. */
  readonly insecure: boolean;
}

/** What a URL answers to the host; asked with its curl. */
export function readUrl(wanted: UrlToReach): Read<Readiness> {
  const { url, headers, ca, insecure } = wanted;
  const config = describeHeaders(headers);
  const trust = ca === undefined ? sh`` : isPem(ca) ? sh` --cacert /dev/fd/4` : sh` --cacert ${ca}`;
  const curl = sh`curl -sS${insecure ? sh` -k` : sh``}${trust}${config === '' ? sh`` : sh` -K -`} --max-time ${ATTEMPT_S} -w '\n%{http_code}' ${url}`;
  return hostRead<Readiness>({
    key: `url:${digest(wanted)}`,
    staleAfter: 'at-once',
    script: sh`if command -v curl >/dev/null; then
${ca !== undefined && isPem(ca) ? feedCertificates(ca, curl) : curl}
else
(exit ${NO_TOOL})
fi`,
    ...(config !== '' && { stdin: new Secret(config) }),
    parse: (output) => parseAnswer(output, wanted),
  });
}

/** The certificates come on descriptor 4, so that standard input stays free for the headers. */
function feedCertificates(pem: string, curl: Script): Script {
  return sh`{ printf %s ${pem} | { ${curl} 4<&0 <&3; }; } 3<&0`;
}

function parseAnswer({ code, stdout, stderr }: Output, wanted: UrlToReach): Readiness {
  if (code === NO_TOOL) {
    return {
      kind: 'unable',
      reason: 'asking for a URL needs curl on the host; "from: here" asks from this machine',
    };
  }
  if (code !== 0)
    return { kind: 'not-yet', missing: stderr.toString('utf8').trim() || `curl ended with code ${code}` };
  const text = stdout.toString('utf8');
  const end = text.lastIndexOf('\n');
  return judgeAnswer({ status: Number(text.slice(end + 1)), body: text.slice(0, end) }, wanted);
}

/** What a URL answers to this machine. */
export function readUrlFromHere(wanted: UrlToReach): Read<Readiness> {
  return {
    kind: 'here',
    key: `url-from-here:${digest(wanted)}`,
    staleAfter: 'at-once',
    ask: (signal) => tryUrl(wanted, signal),
  };
}

async function tryUrl(wanted: UrlToReach, signal: AbortSignal): Promise<Readiness> {
  const { ca } = wanted;
  const pem = ca === undefined || isPem(ca) ? ca : await readFile(ca, { encoding: 'utf8', signal });
  try {
    return judgeAnswer(await request({ ...wanted, ca: pem }, signal), wanted);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'not-yet', missing: messageOf(error) };
  }
}

async function request(
  { url, headers, ca, insecure }: UrlToReach,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  // Loaded once it is asked for: few runs do, and a start would wait for it.
  const { request: start } = await (url.startsWith('https:') ? import('node:https') : import('node:http'));
  const revealed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, reveal(value)]));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_S * 1000)]);
  const options = {
    headers: revealed,
    agent: false,
    signal: limit,
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: !insecure,
  };
  return new Promise((resolve, reject) => {
    const asked = start(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = (): void =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= BODY_LIMIT) return;
        end();
        response.destroy();
      });
      response.on('end', end);
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

function isPem(ca: string): boolean {
  return ca.includes('-----BEGIN ');
}

function digest({ url, headers, ca, insecure, statuses, body }: UrlToReach): string {
  const parts = [url, describeHeaders(headers), ca, insecure, statuses, body?.source];
  return hashBytes(JSON.stringify(parts));
}
