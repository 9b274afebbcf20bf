import { LookupFailed } from '../../inventory/lookups/failed.ts';
import type { LookupRequest } from '../../inventory/lookups/request.ts';

/** A request of one kind. */
export type Asked<K extends LookupRequest['kind']> = Extract<LookupRequest, { readonly kind: K }>;

/** Text of bytes. Throws LookupFailed where they are none, or too many. */
export function decodeText(bytes: Buffer, what: string, maxBytes: number): string {
  if (bytes.length > maxBytes) throw failTooLarge(what, maxBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new LookupFailed({ code: 'lookup/not-text', message: `${what} is not UTF-8 text` });
  }
}

export function failTooLarge(what: string, maxBytes: number): LookupFailed {
  const message = `${what} is larger than ${maxBytes / 1024} KiB`;
  return new LookupFailed({ code: 'lookup/too-large', message });
}

export function failTimeout(what: string, timeoutMs: number): LookupFailed {
  const hint = 'timeout: SECONDS gives it longer';
  const message = `${what} took longer than ${timeoutMs / 1000} s`;
  return new LookupFailed({ code: 'lookup/timeout', message, hint });
}
