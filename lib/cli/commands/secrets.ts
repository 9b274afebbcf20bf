import type { Command } from 'commander';
import { identityOption, inventoryOption } from '../options.ts';
import type * as Actions from './secrets-actions.ts';

type Flags = Actions.SecretsFlags;

/** Adds `secrets` and its commands. What they do is loaded only when one is asked for. */
export function addSecretsCommand(program: Command): void {
  const secrets = program.command('secrets').description('the secrets kept beside an inventory');
  const add = (words: string, description: string): Command =>
    secrets
      .command(words)
      .description(description)
      .addOption(inventoryOption().makeOptionMandatory())
      .addOption(identityOption());
  add('show [name]', 'print a secret, or the names of all').action(
    async (name: string | undefined, flags: Flags) => {
      await (await loadActions()).showCommand(name, flags);
    },
  );
  add('set <name>', 'keep a value of your own, read from standard input').action(
    async (name: string, flags: Flags) => {
      await (await loadActions()).setCommand(name, flags);
    },
  );
  add('remove <name>', 'forget a secret; what a playbook needs is made anew').action(
    async (name: string, flags: Flags) => {
      await (await loadActions()).removeCommand(name, flags);
    },
  );
  add('encrypt', 'encrypt the file anew, for those its list of recipients names').action(
    async (flags: Flags) => {
      await (await loadActions()).encryptCommand(flags);
    },
  );
  secrets
    .command('recipient')
    .description('print what others add to their list of recipients, so that you can read theirs')
    .addOption(identityOption())
    .action(async (flags: { readonly identity?: string }) => {
      await (await loadActions()).recipientCommand(flags.identity);
    });
}

function loadActions(): Promise<typeof Actions> {
  return import('./secrets-actions.ts');
}
