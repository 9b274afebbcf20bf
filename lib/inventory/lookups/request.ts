import type { Secret } from '../../core/secret.ts';

/** How long and how large what is asked for may be. */
export interface LookupBounds {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

interface Bounded extends LookupBounds {
  /** Whether what is found is secret, so that nothing of it may stand in a message. */
  readonly secret: boolean;
}

/** What is asked for, and where. */
export type LookupRequest =
  | (Bounded & { readonly kind: 'env'; readonly name: string })
  /** The path is absolute, or counts from the working folder. */
  | (Bounded & { readonly kind: 'file'; readonly path: string })
  | (Bounded & { readonly kind: 'command'; readonly argv: readonly string[]; readonly folder: string })
  | (Bounded & {
      readonly kind: 'http';
      readonly url: string;
      readonly headers: Readonly<Record<string, string | Secret>>;
    });

/** Finds the text that is asked for. Throws LookupFailed where there is none. */
export type LookUp = (request: LookupRequest) => Promise<string>;

export const MAX_BYTES = 1024 * 1024;
