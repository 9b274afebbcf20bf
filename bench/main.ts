// `npm run bench`: the same work through k3play, Ansible, Mitogen and bare ssh2 loops, turn and turn about.
import { enclose } from './enclosure.ts';
import { parseOptions, USAGE } from './options.ts';
import { prepare } from './prepare.ts';

function main(words: readonly string[]): number {
  try {
    prepare(parseOptions(words));
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  return enclose(words);
}

process.exitCode = main(process.argv.slice(2));
