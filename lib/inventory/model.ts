import type { Diagnostic, Span } from '../core/diagnostic.ts';
import type { Secret } from '../core/secret.ts';
import type { InventoryLevel } from './precedence.ts';

/** On which level a variable was said, and of what group. */
export interface VariableOrigin {
  readonly level: InventoryLevel;
  readonly group?: string | undefined;
}

/** A variable with the place it was written. */
export interface Variable {
  readonly value: unknown;
  readonly span: Span | undefined;
  readonly from?: VariableOrigin | undefined;
  /** Spans of the parts of a map or list, by JSON pointer ("/server/config/cluster-cidr"). */
  readonly spanAt?: (pointer: string) => Span | undefined;
}

export interface Host {
  readonly name: string;
  /** All groups it belongs to, through children as well, "all" not among them. */
  readonly groups: readonly string[];
  /** The nearest value of each variable, by the levels of precedence.ts. */
  readonly vars: Readonly<Record<string, unknown>>;
  /** Every level's value of a variable, farthest first; for inputs, which are merged. */
  layers(name: string): readonly Variable[];
  readonly connection: HostConnection;
  readonly span: Span | undefined;
}

export type HostKeyPolicy = 'strict' | 'accept-new' | 'off';

/** Connection settings as the inventory has them, merged by nearness. `lib/run` hands them to the connection. */
export interface HostConnection {
  readonly type?: 'ssh' | 'local' | undefined;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  /** Path of a private key; `~` is the home of the user of this machine. */
  readonly key?: string | undefined;
  readonly passphrase?: Secret | undefined;
  readonly password?: Secret | undefined;
  /** `user@host:port`, several parted by commas; each may be a host alias of ~/.ssh/config. */
  readonly jump?: string | undefined;
  readonly becomePassword?: Secret | undefined;
  readonly hostKey?: HostKeyPolicy | undefined;
  readonly knownHosts?: string | undefined;
  readonly connectTimeoutMs?: number | undefined;
  readonly become?: boolean | undefined;
  readonly becomeUser?: string | undefined;
}

export interface Inventory {
  /** The sources it was read from, parted by commas, for people. */
  readonly file: string;
  readonly hosts: ReadonlyMap<string, Host>;
  /** Host names by group, in the order written; "all" among them. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** The groups that are written as belonging to a group, by that group. */
  readonly children?: Readonly<Record<string, readonly string[]>>;
  /** This machine, where no host of the inventory is called so; in no group and not in "all". See `findHost`. */
  readonly localhost?: Host | undefined;
  /** The secrets that are named in it. */
  readonly secrets?: readonly Secret[];
  /** What is worth telling of it all the same. */
  readonly warnings?: readonly Diagnostic[];
}
