import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { K3Error, messageOf } from '../../core/errors.ts';
import type { DownloadedFile, TransferOptions } from '../connection.ts';
import { printable } from '../printable.ts';
import { sh } from '../sh.ts';
import type { Carrier } from './carrier.ts';
import { runProgram, type ProgramEnd } from './program.ts';
import { sumFile } from './sum.ts';

const MISSING = 81;
const NO_FILE = 82;

export interface DownloadOptions extends DownloadedFile, TransferOptions {
  readonly path: string;
  readonly localPath: string;
}

/** Brings a file of the host here: mode 0600, written beside its place, checked by sha256, synced, renamed. */
export async function download(carrier: Carrier, options: DownloadOptions): Promise<void> {
  const temporary = join(dirname(options.localPath), `.k3play-${randomBytes(8).toString('hex')}`);
  const file = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
    throw localError(options.localPath, error);
  });
  try {
    const sha256 = await receive(carrier, options, async (chunks) => {
      await writeAll(file, chunks).catch((error: unknown) => {
        throw localError(options.localPath, error);
      });
    });
    if (sha256 !== options.sha256) await checkThere(carrier, options, sha256);
    await file.sync();
    carrier.files.remember(options.localPath, await file.stat({ bigint: true }), sha256);
    await file.close();
    await rename(temporary, options.localPath).catch((error: unknown) => {
      throw localError(options.localPath, error);
    });
  } finally {
    await file.close();
    await rm(temporary, { force: true });
  }
}

/** Gives the sha256 of what came. */
async function receive(
  carrier: Carrier,
  { path, user, signal }: DownloadOptions,
  write: (chunks: readonly Buffer[]) => Promise<void>,
): Promise<string> {
  const script = sh`f=${path}
[ -e "$f" ] || exit ${MISSING}
[ -f "$f" ] || exit ${NO_FILE}
cat <"$f"`;
  const hash = createHash('sha256');
  const end = await runProgram(carrier, script, {
    user,
    signal,
    onOutput: async (chunks) => {
      const written = write(chunks);
      for (const chunk of chunks) hash.update(chunk);
      await written;
    },
  });
  if (end.code !== 0) throw explain(carrier.host, path, end);
  return hash.digest('hex');
}

/** A file system that is nearly full takes a part; the rest is written, or it is said why not. */
async function writeAll(file: FileHandle, chunks: readonly Buffer[]): Promise<void> {
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(chunks);
  if (bytesWritten < size) await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
}

/** What came is not what was expected: it is what the host has by now, or it is nothing whole. */
async function checkThere(
  carrier: Carrier,
  { path, user, lane, signal }: DownloadOptions,
  sha256: string,
): Promise<void> {
  const script = sh`f=${path}
${sumFile(sh.raw('"$f"'), sh.raw('"$(wc -c <"$f")"'))}`;
  const { code, stdout, stderr } = await carrier.run(script, { user, lane, signal });
  if (code !== 0) throw notReadError(carrier.host, path, stderr.toString() || `code ${String(code)}`);
  if (stdout.toString().startsWith(sha256)) return;
  throw downloadError('wrong-sha256', `${carrier.host}: ${path} changed while it was read; nothing was kept`);
}

function explain(host: string, path: string, { code, stderr }: ProgramEnd): K3Error {
  if (code === MISSING)
    return downloadError('no-such-file', `${host}: there is no ${path}, or it may not be seen`);
  if (code === NO_FILE) return downloadError('not-a-file', `${host}: ${path} is not a regular file`);
  return notReadError(host, path, stderr || `code ${code}`);
}

function notReadError(host: string, path: string, said: string): K3Error {
  return downloadError('not-read', `${host}: ${path} cannot be read: ${printable(said)}`);
}

function localError(localPath: string, cause: unknown): K3Error {
  const message = `${localPath} cannot be written on this machine: ${messageOf(cause)}`;
  return new K3Error(message, { kind: 'module', code: 'connection/not-written-here', cause });
}

function downloadError(what: string, message: string): K3Error {
  return new K3Error(message, { kind: 'module', code: `connection/${what}` });
}
