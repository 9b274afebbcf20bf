import { randomBytes } from 'node:crypto';
import { K3Error, messageOf } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { openAs } from './become.ts';
import type {
  Connection,
  ConnectionStats,
  Lane,
  Output,
  RunOptions,
  DownloadedFile,
  TransferOptions,
  UploadSource,
  UploadTarget,
} from './connection.ts';
import { closedError } from './failures.ts';
import type { Pipe, Transport } from './pipe.ts';
import type { Script } from './sh.ts';
import { buildLoop } from './shell/loop.ts';
import { Request } from './shell/request.ts';
import { Shell } from './shell/shell.ts';
import { within } from './shell/timers.ts';
import type { Carrier } from './transfer/carrier.ts';
import { download } from './transfer/download.ts';
import { SourceFiles } from './transfer/source-files.ts';
import { upload } from './transfer/upload.ts';

/** How long the end of the shell may come before that of the connection where both come from one cause. */
const SAME_CAUSE_MS = 300;

export interface HostConnectionOptions {
  readonly becomePassword?: Secret | undefined;
  /** The POSIX shell of the host; default `/bin/sh`. */
  readonly shell?: string | undefined;
  readonly files?: SourceFiles | undefined;
  /** How long the host may take to start a shell, for the login user or another; default 30 s. */
  readonly startMs?: number | undefined;
}

/** A Connection over any transport: one long-lived shell per user and lane, opened when first needed. */
export class HostConnection implements Connection, Carrier {
  readonly host: string;
  readonly files: SourceFiles;
  readonly #transport: Transport;
  readonly #options: HostConnectionOptions;
  readonly #shells = new Map<string, Shell>();
  /** Users that cannot be become: asking again with a wrong password would lock the account. */
  readonly #refused = new Map<string, K3Error>();
  #roundTrips = 0;
  #lost: K3Error | undefined;
  #closing: Promise<void> | undefined;
  /** The last transfer of each lane. */
  readonly #transfers = new Map<Lane, Promise<unknown>>();

  constructor(transport: Transport, options: HostConnectionOptions = {}) {
    this.host = transport.host;
    this.files = options.files ?? new SourceFiles();
    this.#transport = transport;
    this.#options = options;
    void transport.lost.then((error) => {
      this.#lost = error;
      for (const shell of this.#shells.values()) shell.abandon(error);
    });
  }

  get stats(): ConnectionStats {
    const { sent, received } = this.#transport.traffic;
    return { roundTrips: this.#roundTrips, bytesSent: sent, bytesReceived: received };
  }

  run(script: Script, options: RunOptions = {}): Promise<Output> {
    const request = new Request(script, options);
    this.#submit(request);
    return request.result;
  }

  upload(source: UploadSource, target: UploadTarget, options: TransferOptions = {}): Promise<void> {
    return this.#inTurn(options.lane, () => upload(this, { source, target, ...options }));
  }

  download(path: string, localPath: string, options: TransferOptions & DownloadedFile = {}): Promise<void> {
    return this.#inTurn(options.lane, () => download(this, { path, localPath, ...options }));
  }

  /** A fresh LOADER on a channel of its own. */
  async open(user: string | undefined, signal?: AbortSignal): Promise<Pipe> {
    const error = this.#gone() ?? this.#refused.get(user ?? '');
    if (error) throw error;
    try {
      const { becomePassword, shell, startMs } = this.#options;
      return await openAs(this.#transport, { user, password: becomePassword, shell, startMs, signal });
    } catch (failure) {
      if (failure instanceof K3Error && isFinal(failure)) this.#refused.set(user ?? '', failure);
      throw failure;
    }
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all([...this.#shells.values()].map((shell) => shell.close())).then(() =>
      this.#transport.close(),
    );
    return this.#closing;
  }

  #submit(request: Request): void {
    const error = this.#gone() ?? this.#refused.get(request.options.user ?? '');
    if (error) request.fail(error);
    else this.#shellFor(request.options).submit(request);
  }

  #gone(): K3Error | undefined {
    return this.#closing ? closedError(this.host) : this.#lost;
  }

  #shellFor({ user, lane = 0 }: RunOptions): Shell {
    const own = user === undefined || user === this.#transport.loginUser;
    const key = `${lane} ${own ? '' : user}`;
    const known = this.#shells.get(key);
    if (known && !known.dead) return known;
    const shell = this.#makeShell(own ? undefined : user);
    this.#shells.set(key, shell);
    this.open(own ? undefined : user).then(
      (pipe) => shell.attach(pipe),
      (error: unknown) => shell.abandon(this.#asK3Error(error)),
    );
    return shell;
  }

  #makeShell(user: string | undefined): Shell {
    const nonce = randomBytes(16).toString('hex');
    const token = randomBytes(16).toString('hex');
    return new Shell({
      host: this.host,
      user: user ?? this.#transport.loginUser,
      nonce,
      program: buildLoop({ nonce, token, user, shell: this.#options.shell }),
      startMs: this.#options.startMs,
      onRoundTrip: () => (this.#roundTrips += 1),
      onEnd: (unstarted) => unstarted.forEach((request) => this.#submit(request)),
      explainEnd: () => this.#explainEnd(),
    });
  }

  /** The pipe may end a moment before the loss of the whole connection is known. */
  async #explainEnd(): Promise<K3Error | undefined> {
    return this.#gone() ?? (await within(SAME_CAUSE_MS, this.#transport.lost));
  }

  /** One transfer of a lane at a time: sshd allows few channels, and the link is shared anyway. */
  #inTurn<T>(lane: Lane | undefined, transfer: () => Promise<T>): Promise<T> {
    const key = lane ?? 0;
    const turn = (this.#transfers.get(key) ?? Promise.resolve()).then(transfer);
    const ended = turn.catch(() => undefined);
    this.#transfers.set(key, ended);
    return turn;
  }

  #asK3Error(error: unknown): K3Error {
    if (error instanceof K3Error) return error;
    const message = `${this.host}: a shell could not be started: ${messageOf(error)}`;
    return new K3Error(message, { kind: 'internal', code: 'connection/internal', cause: error });
  }
}

/** A user that is not there may be made meanwhile. */
function isFinal({ kind, code }: K3Error): boolean {
  return kind === 'become' && code !== 'connection/no-such-user';
}
