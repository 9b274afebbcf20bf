import { homedir } from 'node:os';
import { createConnect } from '../../connection/connect.ts';
import type { Connect, Output } from '../../connection/connection.ts';
import { sh } from '../../connection/sh.ts';
import type { Host } from '../../inventory/model.ts';
import { showPlainly } from '../../report/show-plainly.ts';
import { describeError } from '../../run/failure.ts';
import { createLimit, runAll } from '../../run/limit.ts';
import { selectLimited } from '../host-selection.ts';
import { listenForInterrupt, type Interrupt } from '../interrupt.ts';
import { loadWithSecrets } from '../read-kept.ts';

interface ExecFlags {
  readonly inventory: readonly string[];
  readonly become: boolean;
  readonly concurrency: number;
  readonly identity?: string;
}

/** Runs one command on hosts and prints what each answers. One word is shell text, several are quoted words. */
export async function execCommand(
  pattern: string,
  command: readonly string[],
  flags: ExecFlags,
): Promise<number> {
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
