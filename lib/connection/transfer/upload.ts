import { K3Error, messageOf } from '../../core/errors.ts';
import { hashBytes } from '../../core/hash.ts';
import { Secret } from '../../core/secret.ts';
import type { TransferOptions, UploadSource, UploadTarget } from '../connection.ts';
import type { Carrier } from './carrier.ts';
import { buildPlacement } from './place.ts';
import { explainPlacement } from './placement-end.ts';
import { runProgram } from './program.ts';
import { PIECE_BYTES } from './shared-content.ts';

/** Up to this size a file travels through the shell, in one round trip. */
const SMALL_BYTES = 64 * 1024;

export interface UploadOptions extends TransferOptions {
  readonly source: UploadSource;
  readonly target: UploadTarget;
}

/** Puts bytes or a file of this machine in place on the host; see `buildPlacement`. */
export async function upload(
  carrier: Carrier,
  { source, target, user, lane, signal }: UploadOptions,
): Promise<void> {
  if (target.validate !== undefined && !target.validate.includes('%s')) {
    const message = `validate command of ${target.path} lacks "%s", which stands for the new file`;
    throw new K3Error(message, { kind: 'module', code: 'connection/validate' });
  }
  const content = await openContent(carrier, source);
  const script = buildPlacement(target, content);
  if (content.size <= SMALL_BYTES) {
    const output = await carrier.run(script, { stdin: await collect(content.pieces()), user, lane, signal });
    const said = { code: output.code, stdout: output.stdout.toString(), stderr: output.stderr.toString() };
    throwIf(explainPlacement(carrier.host, target, said));
    return;
  }
  const end = await runProgram(carrier, script, { input: content.pieces(), user, signal });
  throwIf(explainPlacement(carrier.host, target, end));
}

interface OpenContent {
  readonly size: number;
  readonly sha256: string;
  /** Each piece is done with when the next is asked for. */
  readonly pieces: () => AsyncIterable<Buffer>;
}

async function openContent({ files }: Carrier, source: UploadSource): Promise<OpenContent> {
  if (source.kind === 'bytes') return openBytes(source.bytes);
  try {
    const { path, sha256: wanted } = source;
    const { size, sha256 } = await files.describe(path);
    return { size, sha256, pieces: () => files.read(path, wanted ?? sha256) };
  } catch (error) {
    const message = `${source.path}, which was to be uploaded, cannot be read: ${messageOf(error)}`;
    throw new K3Error(message, { kind: 'module', code: 'connection/no-source', cause: error });
  }
}

function openBytes(source: Buffer | Secret): OpenContent {
  const bytes = source instanceof Secret ? Buffer.from(source.reveal()) : source;
  const sha256 = hashBytes(bytes);
  return { size: bytes.length, sha256, pieces: () => cut(bytes) };
}

async function* cut(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield await Promise.resolve(bytes.subarray(at, at + PIECE_BYTES));
  }
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies);
}

function throwIf(error: K3Error | undefined): void {
  if (error) throw error;
}
