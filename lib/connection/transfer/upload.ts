import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { K3Error, messageOf } from '../../core/errors.ts';
import { Secret } from '../../core/secret.ts';
import type { TransferOptions, UploadSource, UploadTarget } from '../connection.ts';
import type { Carrier } from './carrier.ts';
import { buildPlacement, explainPlacement } from './place.ts';
import { runProgram } from './program.ts';

/** Up to this size a file travels through the shell, in one round trip. */
const SMALL_BYTES = 64 * 1024;
const CHUNK_BYTES = 256 * 1024;

export interface UploadOptions extends TransferOptions {
  readonly source: UploadSource;
  readonly target: UploadTarget;
}

/** Puts bytes or a file of this machine in place on the host; see `buildPlacement`. */
export async function upload(
  carrier: Carrier,
  { source, target, user, signal }: UploadOptions,
): Promise<void> {
  if (target.validate !== undefined && !target.validate.includes('%s')) {
    const message = `validate command of ${target.path} lacks "%s", which stands for the new file`;
    throw new K3Error(message, { kind: 'module', code: 'connection/validate' });
  }
  const content = await openContent(source);
  const script = buildPlacement(target, content);
  const { bytes } = content;
  if (bytes) {
    const output = await carrier.run(script, { stdin: bytes, user, signal });
    const said = { code: output.code, stdout: output.stdout.toString(), stderr: output.stderr.toString() };
    throwIf(explainPlacement(carrier.host, target, said));
    return;
  }
  const end = await runProgram(carrier, script, { input: content.stream(), user, signal });
  throwIf(explainPlacement(carrier.host, target, end));
}

interface OpenContent {
  readonly size: number;
  readonly sha256: string;
  /** The whole of it, where it is small. */
  readonly bytes: Buffer | undefined;
  readonly stream: () => AsyncIterable<Buffer>;
}

async function openContent(source: UploadSource): Promise<OpenContent> {
  if (source.kind === 'bytes') {
    return openBytes(source.bytes instanceof Secret ? Buffer.from(source.bytes.reveal()) : source.bytes);
  }
  try {
    const { path } = source;
    const { size } = await stat(path);
    if (size <= SMALL_BYTES) return openBytes(await readFile(path));
    const hash = createHash('sha256');
    for await (const chunk of readPieces(path, size)) hash.update(chunk);
    return { size, sha256: hash.digest('hex'), bytes: undefined, stream: () => readPieces(path, size) };
  } catch (error) {
    const message = `${source.path}, which was to be uploaded, cannot be read: ${messageOf(error)}`;
    throw new K3Error(message, { kind: 'module', code: 'connection/no-source', cause: error });
  }
}

function openBytes(bytes: Buffer): OpenContent {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const small = bytes.length <= SMALL_BYTES ? bytes : undefined;
  return { size: bytes.length, sha256, bytes: small, stream: () => pieces(bytes) };
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield await Promise.resolve(bytes.subarray(at, at + CHUNK_BYTES));
  }
}

/** The file as it was when its size was taken: what is appended meanwhile is left out. */
function readPieces(path: string, size: number): AsyncIterable<Buffer> {
  return createReadStream(path, { end: size - 1, highWaterMark: CHUNK_BYTES });
}

function throwIf(error: K3Error | undefined): void {
  if (error) throw error;
}
