import { buildProgram } from './program.ts';
import { failCommand } from './failure.ts';

/** The command line, from the words of `process.argv` to the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = failCommand(error, { debug: process.env['K3PLAY_DEBUG'] === '1' });
  }
}
