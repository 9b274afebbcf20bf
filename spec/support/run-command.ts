import { runCommand } from '../../lib/cli/commands/run.ts';
import { failCommand } from '../../lib/cli/failure.ts';
import type { Ended } from './k3play.ts';

interface RunPlaces {
  readonly inventory: string;
  readonly identity: string;
}

/** `k3play run --output json` in this process: what it prints, and the code it ends with. */
export async function runHere(playbook: string, { inventory, identity }: RunPlaces): Promise<Ended> {
  const { stdout, stderr } = process;
  const writes = { stdout: stdout.write.bind(stdout), stderr: stderr.write.bind(stderr) };
  const said = { stdout: '', stderr: '' };
  const keep = (name: 'stdout' | 'stderr') => (text: string | Uint8Array) => {
    said[name] += String(text);
    return true;
  };
  stdout.write = keep('stdout');
  stderr.write = keep('stderr');
  try {
    const code = await runCommand([playbook], {
      inventory: [inventory],
      identity,
      check: false,
      diff: false,
      concurrency: 50,
      output: 'json',
      failOnChange: false,
      verbose: 0,
    }).catch((error: unknown) => failCommand(error, { debug: false }));
    return { code, ...said };
  } finally {
    stdout.write = writes.stdout;
    stderr.write = writes.stderr;
  }
}
