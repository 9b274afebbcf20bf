import { reveal } from '../../core/secret.ts';
import { messageOf } from '../../core/errors.ts';
import { LookupFailed } from '../../inventory/lookups/failed.ts';
import { decodeText, failTimeout, failTooLarge, type Asked } from './asked.ts';

/** What a web server answers to GET. Redirections are not followed: headers may be secrets of one server. */
export async function fetchText(
  { url, headers, timeoutMs, maxBytes }: Asked<'http'>,
  interrupted: AbortSignal,
): Promise<string> {
  const target = readUrl(url);
  // What stands after "?" may be a key.
  const shown = `${target.origin}${target.pathname}`;
  const late = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([late, interrupted]);
  const sent = buildHeaders(headers);
  try {
    const response = await fetch(target, { headers: sent, redirect: 'manual', signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw describeStatus(shown, response.status);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const body: AsyncIterable<Uint8Array> | null = response.body;
    for await (const chunk of body ?? []) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw failTooLarge(`what ${shown} answers`, maxBytes);
      chunks.push(chunk);
    }
    return decodeText(Buffer.concat(chunks), `what ${shown} answers`, maxBytes);
  } catch (error) {
    if (error instanceof LookupFailed) throw error;
    interrupted.throwIfAborted();
    if (late.aborted) throw failTimeout(shown, timeoutMs);
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw fail(`${shown} cannot be reached: ${messageOf(cause)}`);
  }
}

function readUrl(url: string): URL {
  if (!URL.canParse(url)) throw fail('this is no URL');
  const target = new URL(url);
  if (target.username === '' && target.password === '') return target;
  throw fail('a URL with a password in it is not asked', 'give an Authorization header, looked up as secret');
}

/** A message about a header that cannot be sent would quote it. */
function buildHeaders(headers: Asked<'http'>['headers']): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    try {
      sent.append(name, reveal(value));
    } catch {
      throw fail(`the header ${JSON.stringify(name)} cannot be sent`, 'a header is one line of plain text');
    }
  }
  return sent;
}

function describeStatus(shown: string, status: number): LookupFailed {
  const moved = status >= 300 && status < 400;
  const hint = moved ? 'redirections are not followed: name the URL that it leads to' : undefined;
  return fail(`${shown} answers ${status}`, hint);
}

function fail(message: string, hint?: string): LookupFailed {
  return new LookupFailed({ code: 'lookup/http', message, hint });
}
