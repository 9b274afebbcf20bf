import type { Output, RunOptions } from '../connection.ts';
import type { Pipe } from '../pipe.ts';
import type { Script } from '../sh.ts';
import type { SourceFiles } from './source-files.ts';

/** What a transfer needs of a connection: its shells, and channels of its own. */
export interface Carrier {
  readonly host: string;
  readonly files: SourceFiles;
  run(script: Script, options?: RunOptions): Promise<Output>;
  /** LOADER on a channel of its own, with the rights of `user`. */
  open(user: string | undefined, signal?: AbortSignal): Promise<Pipe>;
}
