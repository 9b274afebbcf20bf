import type { Identity, Passwords } from './files.ts';
import type { Resources } from './resources.ts';

/** What the answers on port 6443 are made from. */
export interface Api {
  readonly resources: Resources;
  readonly identity: Identity;
  readonly passwords: Passwords;
  readonly port: number;
  readonly isReady: () => boolean;
}

export interface Answer {
  readonly code: number;
  /** Text goes out as it is, anything else as JSON. */
  readonly body: unknown;
}
