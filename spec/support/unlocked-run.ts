/*
 * `k3play run` of the sources as a process of its own, on hosts that other runs do not keep out. The only argument
 * is JSON: the words of the command.
 */
import { runCommand } from '../../lib/cli/commands/run.ts';
import { failCommand } from '../../lib/cli/failure.ts';
import { realSurroundings } from '../../lib/cli/surroundings.ts';
import { createConnect } from '../../lib/connection/connect.ts';
import { withoutLock } from './run-here.ts';
import type { RunWords } from './run-process.ts';

const { playbooks, flags } = JSON.parse(process.argv[2] ?? '{}') as RunWords;
const connect = createConnect();
try {
  process.exitCode = await runCommand(playbooks, flags, {
    ...realSurroundings(),
    connect: async (name, settings, asked) => withoutLock(await connect(name, settings, asked)),
  });
} catch (error) {
  process.exitCode = failCommand(error, { debug: true });
}
