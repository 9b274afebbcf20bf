import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { messageOf } from '../../core/errors.ts';

export interface RunInventoryOptions {
  readonly timeoutMs?: number;
  /** Bytes of what it may print. */
  readonly maxBytes?: number;
}

/** Whether a file may be run, and begins as programs do: some file systems make every file executable. */
export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    const handle = await open(file);
    try {
      const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.subarray(0, 2).toString() === '#!' || buffer.toString('latin1') === '\x7fELF';
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

/** What the program prints for `--list`. Throws DiagnosticsError with what it wrote to standard error. */
export function runInventory(
  file: string,
  { timeoutMs = 30_000, maxBytes = 64 * 1024 * 1024 }: RunInventoryOptions = {},
): Promise<string> {
  return new Promise((settle, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    const child = spawn(resolve(file), ['--list'], { stdio: ['ignore', 'pipe', 'pipe'] });
    function end(reason: string | undefined): void {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      if (reason === undefined) return;
      child.kill('SIGKILL');
      reject(refuse(file, reason, Buffer.concat(stderr)));
    }
    const timer = setTimeout(() => {
      end(`it did not end within ${timeoutMs / 1000} s`);
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) end(`it printed more than ${maxBytes / 1024 / 1024} MiB`);
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr.push(chunk);
      if (stderr.length > 100) stderr.splice(0, 50);
    });
    child.on('error', (error) => {
      end(messageOf(error));
    });
    child.on('close', (code, signal) => {
      end(code === 0 ? undefined : `it ended with ${signal ?? `exit code ${code}`}`);
      settle(Buffer.concat(stdout).toString('utf8'));
    });
  });
}

/** The end of what it said, in which the reason stands. */
function refuse(file: string, reason: string, stderr: Buffer): DiagnosticsError {
  const said = stderr
    .toString('utf8')
    .replace(/[^\P{Cc}\n\t]/gu, '?')
    .trim()
    .slice(-2000);
  const message = `${file} --list gave no inventory: ${reason}${said === '' ? '' : `; it said:\n${said}`}`;
  return new DiagnosticsError([fault('inventory/program', message)]);
}
