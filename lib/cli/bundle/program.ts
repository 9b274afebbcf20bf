import { execFile } from 'node:child_process';
import { K3Error } from '../../core/errors.ts';

const MAX_OUTPUT = 16 * 1024 * 1024;

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Thrown where a bundle cannot be made. */
export function failure(message: string, hint?: string): K3Error {
  return new K3Error(message, { kind: 'module', code: 'bundle/failed', hint });
}

/** Runs a program of this machine, whatever comes of it; `without` says what to do where it is not installed. */
export function tryProgram(name: string, args: readonly string[], without: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: MAX_OUTPUT, env: { ...process.env, LC_ALL: 'C' } };
    execFile(name, args, options, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') {
        reject(failure(`${name} is not on this machine`, without));
        return;
      }
      const code = error ? (typeof error.code === 'number' ? error.code : null) : 0;
      resolve({ code, stdout, stderr: stderr.trim() });
    });
  });
}
