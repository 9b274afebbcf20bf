import type { Command } from 'commander';
import type * as Actions from './lab-actions.ts';

/** Adds `lab` and its commands. What they do is loaded only when one is asked for. */
export function addLabCommand(program: Command): void {
  const lab = program.command('lab').description('real hosts on this Linux machine, to try things on');
  lab
    .command('up')
    .description('make the hosts of an inventory, and wait until each answers on SSH')
    .requiredOption('-i, --inventory <file>', 'names and addresses of the hosts')
    .option(
      '--subnet <network>',
      'IPv4 network of the lab; this machine takes its first address',
      '198.18.0.0/24',
    )
    .option('--rebuild', 'build the base root anew, with the newest packages', false)
    .action(async (flags: Actions.LabUpFlags) => {
      await (await loadActions()).upCommand(flags);
    });
  lab
    .command('down')
    .description('end all hosts and remove their files, interfaces and rules')
    .option('--purge', 'remove the key and the cached base roots as well', false)
    .action(async (flags: { purge: boolean }) => {
      await (await loadActions()).downCommand(flags);
    });
  lab
    .command('status')
    .description('show the hosts: running, stopped or broken, since when, and what they are cut from')
    .option('--json', 'as JSON', false)
    .action(async (flags: Actions.LabFlags) => {
      await (await loadActions()).statusCommand(flags);
    });
  lab
    .command('shell')
    .description('open a root shell in a host, or run a command there; works on a host that is cut off')
    .argument('<host>')
    .argument('[command...]', 'after --')
    .action(async (host: string, command: string[]) => {
      process.exitCode = await (await loadActions()).shellCommand(host, command);
    });
  addSwitches(lab);
}

function addSwitches(lab: Command): void {
  lab
    .command('stop')
    .description('pull the plug of a host: nothing in it is shut down, its files stay')
    .argument('<host>')
    .action(async (host: string) => {
      await (await loadActions()).stopCommand(host);
    });
  lab
    .command('start')
    .description('boot a stopped host again, with all its files')
    .argument('<host>')
    .action(async (host: string) => {
      await (await loadActions()).startCommand(host);
    });
  lab
    .command('cut')
    .description('part a host from another; alone: from everything, so that ssh from here fails too')
    .argument('<host>')
    .argument('[other]', 'a host, or internet: all that is beyond the lab')
    .action(async (host: string, other: string | undefined) => {
      await (await loadActions()).cutCommand(host, other);
    });
  lab
    .command('mend')
    .description('take a cut back; alone: all cuts of this host')
    .argument('<host>')
    .argument('[other]')
    .action(async (host: string, other: string | undefined) => {
      await (await loadActions()).mendCommand(host, other);
    });
}

function loadActions(): Promise<typeof Actions> {
  return import('./lab-actions.ts');
}
