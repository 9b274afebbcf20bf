import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { collect, collectWords, identityOption, inventoryOption, positive } from './options.ts';
import { readVersion } from './package-root.ts';
import { addLabCommand } from './commands/lab.ts';
import { addSecretsCommand } from './commands/secrets.ts';
import type { BundleFlags } from './commands/bundle.ts';
import type { ExecFlags } from './commands/exec.ts';
import type { InventoryFlags } from './commands/inventory.ts';
import type { SchemaFlags } from './commands/schema.ts';
import { addRunCommands } from './run-commands.ts';
import type { RunFlags } from './run-flags.ts';

/** The fixed command line. The code of a command is loaded when it is asked for. */
export function buildProgram(): Command {
  const program = new Command('k3play')
    .description('Runs typed, declarative playbooks over SSH; installs highly available K3s clusters.')
    .version(readVersion(), '-V, --version')
    .showHelpAfterError('(k3play --help tells more)')
    .exitOverride((error: CommanderError) => {
      throw error;
    })
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'k3play: '));
      },
    });
  addRun(program);
  addRunCommands(program);
  addLooks(program);
  addSchema(program);
  addExec(program);
  addBundle(program);
  addSecretsCommand(program);
  addLabCommand(program);
  return program;
}

function addRun(program: Command): void {
  program
    .command('run')
    .description('run playbooks; a name that is no file here is a bundled one, such as ha.yml')
    .argument('<playbook...>')
    .addOption(inventoryOption().makeOptionMandatory())
    .addOption(identityOption())
    .option('-C, --check', 'show what would change, change nothing', false)
    .option('-D, --diff', 'show the text of changes', false)
    .option(
      '-l, --limit <pattern>',
      'only these hosts; @FILE names them, @last-failed is those of the last run',
    )
    .option('-t, --tags <tags>', 'only tasks with one of these', collectWords)
    .option('--skip-tags <tags>', 'leave out tasks with one of these', collectWords)
    .option('-e, --extra-vars <NAME=VALUE|@FILE>', 'set a variable over all others', collect)
    .option('--concurrency <n>', 'hosts at a time', positive, 50)
    .option('--start-at <task>', 'begin at the task of this name')
    .option('--skip-preflight <codes>', 'pass over these findings of the preflight', collectWords)
    .addOption(new Option('--output <form>', 'how to report').choices(['tty', 'plain', 'json']))
    .option('--report <FORM=FILE>', 'write a file about the run, junit=FILE or json=FILE', collect)
    .option('--step', 'ask before each task', false)
    .option(
      '--resume [run]',
      'go on after a run that did not end well; commands without a guard that it did are not run again',
      runId,
    )
    .option('-y, --yes', 'go on at every prompt of pause', false)
    .option('--fail-on-change', 'with --check: exit 5 when something would change', false)
    .option('-v, --verbose', 'tell more', (_: string, before: number) => before + 1, 0)
    .action(async (playbooks: string[], flags: RunFlags) => {
      const { runCommand } = await import('./commands/run.ts');
      process.exitCode = await runCommand(playbooks, flags);
    });
}

function addLooks(program: Command): void {
  program
    .command('validate')
    .description('find mistakes without connecting to anything')
    .argument('<playbook...>')
    .addOption(inventoryOption())
    .addOption(identityOption())
    .option('-e, --extra-vars <NAME=VALUE|@FILE>', 'set a variable over all others', collect)
    .action(
      async (
        playbooks: string[],
        flags: { inventory?: string[]; extraVars?: string[]; identity?: string },
      ) => {
        const { validateCommand } = await import('./commands/validate.ts');
        process.exitCode = await validateCommand(playbooks, flags);
      },
    );
  program
    .command('list')
    .description('list the hosts, tasks or tags of a playbook')
    .addArgument(new Command().createArgument('<what>').choices(['hosts', 'tasks', 'tags']))
    .argument('<playbook>')
    .addOption(inventoryOption().makeOptionMandatory())
    .addOption(identityOption())
    .option('-l, --limit <pattern>', 'only these hosts')
    .action(
      async (
        what: 'hosts' | 'tasks' | 'tags',
        playbook: string,
        flags: { inventory: string[]; limit?: string; identity?: string },
      ) => {
        const { listCommand } = await import('./commands/list.ts');
        await listCommand(what, playbook, flags);
      },
    );
  program
    .command('modules')
    .description("list the modules, one's own among them, or describe one")
    .argument('[name]')
    .option('--playbook <playbook>', "whose folder has modules of one's own; default: the folder you are in")
    .action(async (name: string | undefined, flags: { playbook?: string }) => {
      const { modulesCommand } = await import('./commands/modules.ts');
      await modulesCommand(name, flags);
    });
  program
    .command('init')
    .description(
      "make a project: an inventory, a playbook, a module and a filter of one's own, and their tests",
    )
    .argument('[folder]', 'where to; default: the folder you are in', '.')
    .action(async (folder: string) => {
      const { initCommand } = await import('./commands/init.ts');
      await initCommand(folder);
    });
  program
    .command('test')
    .description("run the specs of modules and filters of one's own, those in spec/ unless some are named")
    .argument('[spec...]')
    .action(async (specs: string[]) => {
      const { testCommand } = await import('./commands/test.ts');
      await testCommand(specs);
    });
  program
    .command('functions')
    .description('list the helpers of templates and the functions of expressions, or describe one')
    .argument('[name]')
    .option('--playbook <file>', 'with the filters beside it; default: those of the folder you are in')
    .action(async (name: string | undefined, flags: { playbook?: string }) => {
      const { functionsCommand } = await import('./commands/functions.ts');
      await functionsCommand(name, flags);
    });
  program
    .command('inventory')
    .description('show hosts, groups and variables, and where these come from')
    .argument('[playbook...]', 'with their group_vars and host_vars; what their inputs call secret is masked')
    .addOption(inventoryOption().makeOptionMandatory())
    .addOption(identityOption())
    .option('--host <name>', 'the variables of one host')
    .option('--explain <variable>', 'with --host: every place that says this variable, the nearest last')
    .option('--graph', 'groups and hosts as a tree', false)
    .option('--json', 'as JSON', false)
    .option('-e, --extra-vars <NAME=VALUE|@FILE>', 'set a variable over all others', collect)
    .action(async (playbooks: string[], flags: InventoryFlags) => {
      const { inventoryCommand } = await import('./commands/inventory.ts');
      await inventoryCommand(playbooks, flags);
    });
}

function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print a JSON Schema, with which editors complete and check')
    .addArgument(new Command().createArgument('<what>').choices(['playbook', 'inventory', 'inputs']))
    .option('--playbook <file>', 'whose inputs and modules are meant; may be repeated', collect)
    .action(async (what: 'playbook' | 'inventory' | 'inputs', flags: SchemaFlags) => {
      const { schemaCommand } = await import('./commands/schema.ts');
      await schemaCommand(what, flags);
    });
}

function addBundle(program: Command): void {
  program
    .command('bundle')
    .description('make a folder of K3s for hosts without internet, and verify it')
    .argument('<folder>')
    .option('--release <release>', 'the release, such as v1.30.4+k3s1', release)
    .option('--channel <channel>', 'the release of this channel; without it and --release, stable')
    .option('--arch <arches>', 'architectures, such as amd64,arm64', architectures, ['amd64'])
    .option('--no-images', 'without the archive of images')
    .option('--mirror <cn|URL>', 'look there first; may be repeated', collect)
    .option('--add <file...>', 'take these files instead of downloading any')
    .option(
      '--packages <names>',
      'also Debian packages with all they need, such as haproxy,keepalived, or all',
      collectWords,
    )
    .option('--verify', 'only look whether the folder holds what it says', false)
    .action(async (folder: string, flags: BundleFlags) => {
      const { bundleCommand } = await import('./commands/bundle.ts');
      await bundleCommand(folder, flags);
    });
}

/** What stands after `--resume` is taken for its run, be it the playbook. */
function runId(value: string): string {
  if (!/\.ya?ml$/.test(value)) return value;
  throw new InvalidArgumentError(`It is the id of a run: write --resume after ${value}.`);
}

function release(value: string): string {
  if (/^v\d+\.\d+\.\d+[\w.+-]*$/.test(value)) return value;
  throw new InvalidArgumentError('It is a release, such as v1.30.4+k3s1.');
}

function architectures(value: string): readonly string[] {
  const known = ['amd64', 'arm64', 'arm', 's390x'];
  const named = value.split(',').filter(Boolean);
  if (named.length > 0 && named.every((one) => known.includes(one))) return named;
  throw new InvalidArgumentError(`K3s has releases for ${known.join(', ')}.`);
}

function addExec(program: Command): void {
  program
    .command('exec')
    .description('run one command on hosts, or one module')
    .argument('<pattern>')
    .argument('[word...]', 'the command after --; with -m the params, NAME=VALUE')
    .addOption(inventoryOption().makeOptionMandatory())
    .addOption(identityOption())
    .option('-m, --module <name>', "a module in place of a command, one's own of this folder among them")
    .option('-C, --check', 'with -m: show what would change, change nothing', false)
    .option('-D, --diff', 'with -m: show the text of changes', false)
    .addOption(new Option('--output <form>', 'with -m: how to report').choices(['plain', 'json']))
    .option('-b, --become', 'as root', false)
    .option('--concurrency <n>', 'hosts at a time', positive, 50)
    .action(async (pattern: string, words: string[], flags: ExecFlags) => {
      const { execCommand } = await import('./commands/exec.ts');
      process.exitCode = await execCommand(pattern, words, flags);
    });
}
