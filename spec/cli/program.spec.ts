import assert from 'node:assert/strict';
import { CommanderError } from 'commander';
import { buildProgram } from '../../lib/cli/program.ts';

describe('the command line', () => {
  it('says where --resume belongs where it would take the playbook for a run', async () => {
    const program = buildProgram();
    for (const command of program.commands) command.configureOutput({ outputError: () => undefined });

    const parsing = program.parseAsync(['run', '--resume', 'ha.yml', '-i', 'hosts.yml'], { from: 'user' });

    await assert.rejects(
      parsing,
      (error) => error instanceof CommanderError && /write --resume after ha\.yml/.test(error.message),
    );
  });
});
