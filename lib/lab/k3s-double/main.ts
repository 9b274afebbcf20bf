import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Role } from './flags/names.ts';
import { loadSettings } from './flags/settings.ts';
import { Fatal, log } from './log.ts';
import { KubectlFailure } from './kubectl/failure.ts';
import { notifyReady } from './notify.ts';
import { describeVersion } from './version.ts';

const USAGE = `NAME:
   k3s - a test double of K3s, made by k3play; it runs no containers

USAGE:
   k3s server | agent [OPTIONS]     as K3s's own, against a real datastore
   k3s kubectl COMMAND              get, version, cordon, uncordon, drain, delete, taint, label, annotate, apply, diff
   k3s --version
`;
/** Names that k3s answers to when it is called by them. */
const LINKS = ['kubectl', 'crictl', 'ctr'];
const NOT_DONE = [
  'certificate',
  'check-config',
  'completion',
  'crictl',
  'ctr',
  'etcd-snapshot',
  'secrets-encrypt',
  'token',
];

async function run(program: string, argv: readonly string[]): Promise<void> {
  const { env } = process;
  const [command = 'help', ...rest] = LINKS.includes(program) ? [program, ...argv] : argv;
  switch (command) {
    case '--version':
    case '-v':
      process.stdout.write(describeVersion());
      return;
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE);
      return;
    case 'server': {
      const settings = loadSettings('server', rest, env);
      nameProcess('server');
      const { runServer } = await import('./server/server.ts');
      return runServer(settings, () => notifyReady(env));
    }
    case 'agent': {
      const settings = loadSettings('agent', rest, env);
      nameProcess('agent');
      const { runStandaloneAgent } = await import('./agent/agent.ts');
      return runStandaloneAgent(settings, () => notifyReady(env));
    }
    case 'kubectl': {
      const { runKubectl } = await import('./kubectl/kubectl.ts');
      process.stdout.write(await runKubectl(rest, env));
      return;
    }
    default:
      if (NOT_DONE.includes(command))
        throw new Fatal(`this is a test double of K3s: it does not do "k3s ${command}"`);
      throw new Fatal(`No help topic for '${command}'`);
  }
}

/** `ps` and `pgrep` see what they would see of K3s: no arguments, which may be secret, and the name `k3s-server`. */
function nameProcess(role: Role): void {
  process.title = `${process.argv[1] ?? 'k3s'} ${role}`;
  writeFileSync('/proc/self/comm', `k3s-${role}`);
}

run(basename(process.argv[1] ?? 'k3s'), process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof KubectlFailure) {
    process.stdout.write(error.output);
    if (error.message !== '') process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
    return;
  }
  const stack = error instanceof Error && !(error instanceof Fatal) ? error.stack : undefined;
  log.fatal(stack ?? (error instanceof Error ? error.message : String(error)));
  // A server that lost its datastore ends now, with whatever it still holds open, as K3s does.
  // eslint-disable-next-line no-restricted-properties
  process.exit(1);
});
