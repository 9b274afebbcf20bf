import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyCommand, type ApplyFlags } from '../../lib/cli/commands/apply.ts';
import { driftCommand, type DriftFlags } from '../../lib/cli/commands/drift.ts';
import { planCommand, type PlanFlags } from '../../lib/cli/commands/plan.ts';
import { runCommand } from '../../lib/cli/commands/run.ts';
import type { RunFlags } from '../../lib/cli/run-flags.ts';
import type { Surroundings } from '../../lib/cli/surroundings.ts';
import { createConnect } from '../../lib/connection/connect.ts';
import { withoutLock } from './run-here.ts';
import { withFolder } from './temporary-folder.ts';

/** A folder with an inventory and a playbook, in which commands run as a user types them. */
export interface CommandPlace {
  readonly folder: string;
  readonly inventory: string;
  readonly playbook: string;
  /** Where the journals are. */
  readonly runs: string;
  /** A folder that the tasks have to themselves. */
  readonly host: string;
}

/** A fresh place whose hosts are all this machine. The tasks find `{{ at }}`, a folder of the host's own. */
export async function withCommands(
  options: { readonly hosts: readonly string[]; readonly tasks: string; readonly handlers?: string },
  body: (place: CommandPlace) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const runs = join(folder, 'state', 'runs');
    const place = {
      folder,
      inventory: join(folder, 'hosts.yml'),
      playbook: join(folder, 'play.yml'),
      runs,
      host: join(folder, 'h'),
    };
    for (const host of options.hosts) await mkdir(join(place.host, host), { recursive: true });
    const list = options.hosts
      .map((host) => `      ${host}: { vars: { at: "${join(place.host, host)}" } }\n`)
      .join('');
    await writeFile(place.inventory, `connection: { type: local }\ngroups:\n  web:\n    hosts:\n${list}`);
    await writePlaybook(place, options);
    const before = process.env['K3PLAY_RUNS'];
    process.env['K3PLAY_RUNS'] = runs;
    try {
      await body(place);
    } finally {
      if (before === undefined) delete process.env['K3PLAY_RUNS'];
      else process.env['K3PLAY_RUNS'] = before;
    }
  });
}

export async function writePlaybook(
  { playbook }: Pick<CommandPlace, 'playbook'>,
  { tasks, handlers = '' }: { readonly tasks: string; readonly handlers?: string },
): Promise<void> {
  const play = '  - name: Web\n    hosts: web\n    gather_facts: false\n';
  const handling = handlers === '' ? '' : `    handlers:\n${handlers}`;
  await writeFile(
    playbook,
    `inputs:\n  password: { type: string, secret: true, default: canary-secret }\nplays:\n${play}    tasks:\n${tasks}${handling}`,
  );
}

export interface Told {
  readonly code: number;
  readonly text: string;
}

/** Runs a command with what it writes kept, on hosts that other runs do not keep out. */
export async function tellCommand(
  command: (surroundings: Surroundings) => Promise<number>,
  options: Partial<Surroundings> = {},
): Promise<Told> {
  const written: string[] = [];
  const connect = createConnect();
  const never = new AbortController().signal;
  const code = await command({
    connect: async (name, settings, asked) => withoutLock(await connect(name, settings, asked)),
    write: (text) => {
      written.push(text);
    },
    listenForInterrupt: () => ({ stop: never, abort: never, close: () => undefined }),
    ...options,
  });
  return { code, text: written.join('') };
}

/** `k3play run` with flags as they are when none is given, but for these. */
export function runThere(
  { playbook, inventory }: CommandPlace,
  flags: Partial<RunFlags> = {},
  options: Partial<Surroundings> = {},
): Promise<Told> {
  const all: RunFlags = {
    ...{
      inventory: [inventory],
      concurrency: 10,
      check: false,
      diff: false,
      failOnChange: false,
      verbose: 0,
    },
    output: 'plain',
    ...flags,
  };
  return tellCommand((surroundings) => runCommand([playbook], all, surroundings), options);
}

/** `k3play drift`, likewise. */
export function driftThere(
  { playbook, inventory }: CommandPlace,
  flags: Partial<DriftFlags> = {},
): Promise<Told> {
  const all: DriftFlags = {
    ...{ inventory: [inventory], concurrency: 10, unknown: false, diff: false, verbose: 0 },
    ...flags,
  };
  return tellCommand((surroundings) => driftCommand([playbook], all, surroundings));
}

/** `k3play plan` into a file `plan`. */
export function planThere(place: CommandPlace, flags: Partial<PlanFlags> = {}): Promise<Told> {
  const { playbook, inventory, folder } = place;
  const all: PlanFlags = {
    ...{
      inventory: [inventory],
      concurrency: 10,
      diff: false,
      verbose: 0,
      output: 'plain',
      outFile: join(folder, 'plan'),
    },
    ...flags,
  };
  return tellCommand((surroundings) => planCommand([playbook], all, surroundings));
}

/** `k3play apply` of that file. */
export function applyThere(
  { folder }: CommandPlace,
  flags: Partial<ApplyFlags> = {},
  options: Partial<Surroundings> = {},
): Promise<Told> {
  const all: ApplyFlags = { skipStale: false, diff: false, verbose: 0, output: 'plain', ...flags };
  return tellCommand((surroundings) => applyCommand(join(folder, 'plan'), all, surroundings), options);
}

/** What a job writes on standard error, which is shown no more. */
export async function hearErrors<T>(
  job: () => Promise<T>,
): Promise<{ readonly value: T; readonly said: string }> {
  const said: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text) => said.push(String(text)) > 0;
  try {
    return { value: await job(), said: said.join('') };
  } finally {
    process.stderr.write = write;
  }
}
