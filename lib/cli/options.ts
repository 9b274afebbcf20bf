import { InvalidArgumentError, Option } from 'commander';

/** Options that several commands share. */
export function inventoryOption(): Option {
  const about = 'the hosts: a file, a folder of files, or a program that prints them; may be repeated';
  return new Option('-i, --inventory <file>', about).argParser(collectInventory);
}

function collectInventory(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export function identityOption(): Option {
  return new Option(
    '--identity <file>',
    'what kept secrets are read with; else K3PLAY_IDENTITY, else ~/.config/k3play/identity.txt',
  );
}

export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export function collectWords(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').filter(Boolean)];
}

export function positive(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

export function countVerbose(_word: string, before: number): number {
  return before + 1;
}
