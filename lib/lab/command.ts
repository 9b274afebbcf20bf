import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { K3Error } from '../core/errors.ts';

export interface CommandOptions {
  readonly signal?: AbortSignal | undefined;
  /** Given as standard input; without it the command reads nothing. */
  readonly input?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAX_OUTPUT = 1_000_000;
const DEFAULT_TIMEOUT_MS = 30_000;
const GRACE_MS = 5_000;
/** A root shell's PATH may lack the sbin directories (`su` without `-`), so tools are looked for here. */
const TOOL_DIRS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin'];

/** The path of a program of this machine, or undefined where it is not installed. */
export function findTool(name: string): string | undefined {
  return TOOL_DIRS.map((directory) => join(directory, name)).find((path) => existsSync(path));
}

/**
 * Runs a program of this machine in a process group of its own, so that Ctrl-C reaches k3play alone
 * and what was begun can be undone in order. On abort or timeout the whole group is ended.
 */
export async function tryCommand(
  name: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  options.signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const stop = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const child = spawn(findTool(name) ?? name, [...args], { detached: true, stdio: 'pipe', cwd: '/' });
  let [stdout, stderr] = ['', ''];
  child.stdout
    .setEncoding('utf8')
    .on('data', (text: string) => (stdout = (stdout + text).slice(-MAX_OUTPUT)));
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (stderr = (stderr + text).slice(-MAX_OUTPUT)));
  // A program that ends without reading its input closes the pipe: its exit code tells more than EPIPE.
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const endGroup = (): void => {
    signalGroup(child.pid, 'SIGTERM');
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS).unref();
  };
  stop.addEventListener('abort', endGroup, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    options.signal?.throwIfAborted();
    if (timeout.aborted) throw buildTimeout(name, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    return { code, stdout, stderr };
  } finally {
    stop.removeEventListener('abort', endGroup);
  }
}

/** As `tryCommand`, but a failed command is a K3Error with what it said. Returns its standard output. */
export async function runCommand(
  name: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await tryCommand(name, args, options);
  if (code === 0) return stdout;
  const said = stderr.trim().split('\n').slice(-8).join('\n  ') || 'it said nothing';
  throw new K3Error(`${[name, ...args].join(' ')} failed with ${code ?? 'a signal'}:\n  ${said}`, {
    kind: 'module',
    code: 'lab/command-failed',
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended by itself in the meantime.
  }
}

function buildTimeout(name: string, timeoutMs: number): K3Error {
  return new K3Error(`${name} did not end within ${timeoutMs / 1000} s and was stopped`, {
    kind: 'timeout',
    code: 'lab/command-timeout',
  });
}
