import { homedir } from 'node:os';
import { createConnect } from '../../connection/connect.ts';
import type { Connect, Output } from '../../connection/connection.ts';
import { sh } from '../../connection/sh.ts';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import type { Host } from '../../inventory/model.ts';
import { showPlainly } from '../../report/show-plainly.ts';
import { describeError } from '../../run/failure.ts';
import { createLimit, runAll } from '../../run/limit.ts';
import { selectLimited } from '../host-selection.ts';
import { listenForInterrupt, type Interrupt } from '../interrupt.ts';
import { loadWithSecrets } from '../read-kept.ts';
import type { ExecModuleFlags } from './exec-module.ts';

export interface ExecFlags extends Pick<ExecModuleFlags, 'check' | 'diff' | 'output'> {
  readonly inventory: readonly string[];
  readonly module?: string;
  readonly become: boolean;
  readonly concurrency: number;
  readonly identity?: string;
}

/** Runs one command on hosts, or does one task of a module, and prints what each answers. */
export async function execCommand(
  pattern: string,
  words: readonly string[],
  flags: ExecFlags,
): Promise<number> {
  const { module } = flags;
  if (module !== undefined) {
    const { execModule } = await import('./exec-module.ts');
    return execModule({ pattern, words, module, become: flags.become }, flags);
  }
  checkCommand(words, flags);
  return runCommandOn(pattern, words, flags);
}

/** Throws DiagnosticsError where there is no command, or something is asked that only a module can do. */
function checkCommand(words: readonly string[], { check, diff, output }: ExecFlags): void {
  const refuse = (message: string, hint: string): never => {
    throw new DiagnosticsError([fault('cli/exec', message, { hint })]);
  };
  if (words.length === 0) refuse('there is nothing to run', 'write -- COMMAND, or -m MODULE NAME=VALUE');
  const given = [check && '--check', diff && '--diff', output !== undefined && '--output'].find(Boolean);
  if (given)
    refuse(
      `${given} is for a module: what a command changes is not known`,
      'name one by -m, such as -m command',
    );
}

/** One word is shell text, several are quoted words. */
async function runCommandOn(pattern: string, command: readonly string[], flags: ExecFlags): Promise<number> {
  const inventory = await loadWithSecrets(flags.inventory, flags.identity);
  const names = await selectLimited(pattern, inventory);
  const hosts = names.flatMap((name) => inventory.hosts.get(name) ?? []);
  const script = command.length === 1 ? sh.raw(command[0] ?? '') : sh`${command}`;
  const connect = createConnect();
  const interrupt = listenForInterrupt();
  const one = async (host: Host): Promise<number> => {
    try {
      const output = await runOn(host, { script, connect, flags, interrupt });
      process.stdout.write(describeOutput(host.name, output));
      return output.code === 0 ? 0 : 2;
    } catch (error) {
      const failure = describeError(error);
      process.stdout.write(`${host.name}: ${failure.kind}: ${showPlainly(failure.message)}\n`);
      return failure.kind === 'unreachable' || failure.kind === 'auth' ? 4 : 2;
    }
  };
  try {
    const codes = await runAll(hosts, one, { limit: createLimit(flags.concurrency) });
    if (interrupt.stop.aborted) return 130;
    return codes.includes(2) ? 2 : codes.includes(4) ? 4 : 0;
  } finally {
    interrupt.close();
  }
}

async function runOn(
  host: Host,
  options: { script: ReturnType<typeof sh>; connect: Connect; flags: ExecFlags; interrupt: Interrupt },
): Promise<Output> {
  const { script, connect, flags, interrupt } = options;
  const connectOptions = {
    home: homedir(),
    agentSocket: process.env['SSH_AUTH_SOCK'],
    signal: interrupt.stop,
  };
  const connection = await connect(host.name, host.connection, connectOptions);
  try {
    const become = flags.become || host.connection.become === true;
    const user = become ? (host.connection.becomeUser ?? 'root') : undefined;
    return await connection.run(script, { user, signal: interrupt.abort });
  } finally {
    await connection.close();
  }
}

function describeOutput(host: string, output: Output): string {
  const code = output.code === null ? (output.signal ?? 'a signal') : String(output.code);
  const text = [output.stdout, output.stderr]
    .map((part) => showPlainly(part.toString('utf8')).trimEnd())
    .filter(Boolean);
  return `${[`${host}: exit code ${code}`, ...text].join('\n')}\n`;
}
