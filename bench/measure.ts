import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly stdout: string;
  /** From before the start of the program to its end. */
  readonly wallMs: number;
}

/** Times a program, all of it. Throws when it does not end with 0: what failed proves nothing. */
export async function timeProgram(command: Command): Promise<Ended> {
  const { program, args, cwd, env = {} } = command;
  const began = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  const [stdout, stderr, code, wallMs] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exited,
    exited.then(() => performance.now() - began),
  ]);
  if (code !== 0)
    throw new Error(
      `${[program, ...args].join(' ')} ended with ${String(code)}\n${tail(stdout)}\n${tail(stderr)}`,
    );
  return { stdout, wallMs };
}

function tail(output: string): string {
  return output.split('\n').slice(-20).join('\n');
}
