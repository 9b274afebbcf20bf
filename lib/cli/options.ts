import { Option } from 'commander';

/** Options that several commands share. */
export function inventoryOption(): Option {
  return new Option('-i, --inventory <file>', 'the hosts');
}

export function identityOption(): Option {
  return new Option(
    '--identity <file>',
    'what kept secrets are read with; else K3PLAY_IDENTITY, else ~/.config/k3play/identity.txt',
  );
}
