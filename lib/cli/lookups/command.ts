import { spawn } from 'node:child_process';
import { LookupFailed } from '../../inventory/lookups/failed.ts';
import { messageOf } from '../../core/errors.ts';
import { decodeText, failTimeout, failTooLarge, type Asked } from './asked.ts';

/** Characters of what a program said that a message may hold. */
const SAID = 500;

/**
 * What a program prints. It runs in the folder of the file that names it, without a shell and without input; what
 * it started is ended with it where it takes too long, prints too much or is interrupted.
 */
export async function readCommand(request: Asked<'command'>, interrupted: AbortSignal): Promise<string> {
  const what = `what ${request.argv[0] ?? ''} prints`;
  return decodeText(await runProgram(request, interrupted), what, request.maxBytes);
}

function runProgram(request: Asked<'command'>, interrupted: AbortSignal): Promise<Buffer> {
  const { argv, folder, timeoutMs, maxBytes } = request;
  const [program = '', ...words] = argv;
  return new Promise((settle, reject) => {
    const printed: Buffer[] = [];
    let bytes = 0;
    let said = '';
    const child = spawn(program, words, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that all of it can be ended.
      detached: true,
    });
    function leave(): void {
      clearTimeout(timer);
      interrupted.removeEventListener('abort', onInterrupt);
    }
    function end(failure: Error): void {
      leave();
      killGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
      reject(failure);
    }
    const timer = setTimeout(() => {
      end(failTimeout(program, timeoutMs));
    }, timeoutMs);
    function onInterrupt(): void {
      end(interrupted.reason as Error);
    }
    interrupted.addEventListener('abort', onInterrupt);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) end(failTooLarge(`what ${program} prints`, maxBytes));
      else printed.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-SAID);
    });
    child.on('error', (error) => {
      end(describeStart(program, error));
    });
    child.on('close', (code, signal) => {
      leave();
      if (code === 0) settle(Buffer.concat(printed));
      else reject(describeEnd(request, signal ?? `exit code ${code}`, said));
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function describeStart(program: string, error: Error): LookupFailed {
  const missing = 'code' in error && error.code === 'ENOENT';
  const message = missing
    ? `there is no program ${program}`
    : `${program} cannot be run: ${messageOf(error)}`;
  const hint = missing ? 'the list begins with the program, each argument is a word of its own' : undefined;
  return new LookupFailed({ code: 'lookup/command', message, hint });
}

/** A program that fails may print the secret it was asked for: nothing of what it said is told then. */
function describeEnd({ argv, secret }: Asked<'command'>, how: string, said: string): LookupFailed {
  const program = argv[0] ?? '';
  const shown = said.replace(/[^\P{Cc}\n\t]/gu, '?').trim();
  const quote = secret || shown === '' ? '' : `; it said: ${shown}`;
  const hint = secret ? 'what it said is not shown, as the value is secret: run it by hand' : undefined;
  return new LookupFailed({ code: 'lookup/command', message: `${program} ended with ${how}${quote}`, hint });
}
