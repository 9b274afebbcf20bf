import { Option, type Command } from 'commander';
import { collect, collectWords, countVerbose, identityOption, inventoryOption, positive } from './options.ts';
import type { ApplyFlags } from './commands/apply.ts';
import type { DriftFlags } from './commands/drift.ts';
import type { PlanFlags } from './commands/plan.ts';
import type { ReportCommandFlags } from './commands/report.ts';

/** The commands around `run`. */
export function addRunCommands(program: Command): void {
  addDrift(program);
  addPlan(program);
  addApply(program);
  addReport(program);
}

/** What says which part of the playbooks is meant, on which hosts, and with what values. */
function addChoice(command: Command): Command {
  return command
    .argument('<playbook...>')
    .addOption(inventoryOption().makeOptionMandatory())
    .addOption(identityOption())
    .option(
      '-l, --limit <pattern>',
      'only these hosts; @FILE names them, @last-failed is those of the last run',
    )
    .option('-t, --tags <tags>', 'only tasks with one of these', collectWords)
    .option('--skip-tags <tags>', 'leave out tasks with one of these', collectWords)
    .option('-e, --extra-vars <NAME=VALUE|@FILE>', 'set a variable over all others', collect)
    .option('--concurrency <n>', 'hosts at a time', positive, 50)
    .option('--start-at <task>', 'begin at the task of this name')
    .option('--skip-preflight <codes>', 'pass over these findings of the preflight', collectWords);
}

function addReporting(command: Command): Command {
  return command
    .option('-D, --diff', 'show the text of changes', false)
    .addOption(new Option('--output <form>', 'how to report').choices(['tty', 'plain', 'json']))
    .option('--report <FORM=FILE>', 'write a file about the run, junit=FILE or json=FILE', collect)
    .option('-v, --verbose', 'tell more', countVerbose, 0);
}

function addDrift(program: Command): void {
  const command = program
    .command('drift')
    .description(
      'say nothing where hosts are as the playbooks want them; exit 5 and tell where they are not',
    );
  addReporting(addChoice(command))
    .option('--unknown', 'what cannot be known beforehand counts as drift', false)
    .action(async (playbooks: string[], flags: DriftFlags) => {
      const { driftCommand } = await import('./commands/drift.ts');
      process.exitCode = await driftCommand(playbooks, flags);
    });
}

function addPlan(program: Command): void {
  const command = program
    .command('plan')
    .description('show what would change, and keep it in a file for apply')
    .requiredOption('-o, --out-file <file>', 'where the plan goes');
  addReporting(addChoice(command)).action(async (playbooks: string[], flags: PlanFlags) => {
    const { planCommand } = await import('./commands/plan.ts');
    process.exitCode = await planCommand(playbooks, flags);
  });
}

function addApply(program: Command): void {
  const command = program
    .command('apply')
    .description('take the steps of a plan, on hosts that are as they were when it was made')
    .argument('<file>')
    .addOption(identityOption())
    .option('-y, --yes', 'go on at every prompt of pause', false)
    .option('--skip-stale', 'go on without hosts that are not as they were', false);
  addReporting(command).action(async (file: string, flags: ApplyFlags) => {
    const { applyCommand } = await import('./commands/apply.ts');
    process.exitCode = await applyCommand(file, flags);
  });
}

function addReport(program: Command): void {
  const command = program
    .command('report')
    .description('print what happened in a run, the last one as a rule')
    .argument('[run]', 'its id, the start of it, or the file of its journal')
    .option('--list', 'the runs there are', false);
  addReporting(command).action(async (run: string | undefined, flags: ReportCommandFlags) => {
    const { reportCommand } = await import('./commands/report.ts');
    await reportCommand(run, flags);
  });
}
