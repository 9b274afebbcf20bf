import { homedir } from 'node:os';
import { join } from 'node:path';
import { locateGeneratedSecrets } from '../secrets/generated.ts';
import type { SecretsPlace } from '../secrets/secrets-file.ts';

/** The identity file: of the command line, of the environment, or the user's own. */
export function locateIdentity(flag: string | undefined): string {
  const named = flag ?? process.env['K3PLAY_IDENTITY'];
  if (named) return named;
  const folder = process.env['XDG_CONFIG_HOME'] ?? '';
  return join(folder === '' ? join(homedir(), '.config') : folder, 'k3play', 'identity.txt');
}

/** Where the secrets of inventories are, which is beside the first, and what they are read with. */
export function placeSecrets([inventory]: readonly string[], identity: string | undefined): SecretsPlace {
  return {
    file: locateGeneratedSecrets(inventory ?? ''),
    identity: locateIdentity(identity),
    onIdentityMade: (made) => {
      tellIdentityMade(made.file);
    },
  };
}

export function tellIdentityMade(file: string): void {
  process.stderr.write(`made the identity ${file}: keep it safe, the secrets are read with it alone\n`);
}
