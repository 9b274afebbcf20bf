import { spawn } from 'node:child_process';
import type { Output } from '../connection/connection.ts';
import { reveal, type Secret } from '../core/secret.ts';
import type { Shell } from './shells.ts';

export interface ScriptOptions {
  readonly shell: Shell;
  readonly stdin?: string | Buffer | Secret | undefined;
}

/** Runs shell text on this machine in a process of its own; ends it after 20 seconds. */
export function runScript(text: string, { shell, stdin }: ScriptOptions): Promise<Output> {
  const [file, ...args] = shell.command;
  // Without start-up files: bash takes a socket on its standard input for rsh, and reads ~/.bashrc.
  const env = { PATH: shell.path, LC_ALL: 'C', HOME: '/' };
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args, '-c', text], { env, timeout: 20_000 });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code,
        ...(signal && { signal }),
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr),
        truncated: false,
        durationMs: performance.now() - started,
      }),
    );
    // A script that reads nothing ends before its input is written; that is its right.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin === undefined ? '' : Buffer.isBuffer(stdin) ? stdin : reveal(stdin));
  });
}
