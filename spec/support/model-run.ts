import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { K3Error } from '../../lib/core/errors.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { assert } from '../../lib/modules/assert.ts';
import { awaitModule } from '../../lib/modules/await.ts';
import { debug } from '../../lib/modules/debug.ts';
import { readFacts } from '../../lib/modules/facts-read.ts';
import { FactsSchema } from '../../lib/modules/facts.ts';
import { meta } from '../../lib/modules/meta.ts';
import { set } from '../../lib/modules/set.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { DoneBefore } from '../../lib/run/done-before.ts';
import type { RunEvent } from '../../lib/run/events.ts';
import { debtId, readDebts } from '../../lib/run/owed-handlers.ts';
import type { Confirm } from '../../lib/run/confirm.ts';
import type { MayStart } from '../../lib/run/may-start.ts';
import { runPlaybooks } from '../../lib/run/run.ts';
import { createValidator } from '../../lib/schema/validate.ts';
import { createRedactor } from '../../lib/secrets/redactor.ts';
import { fail } from '../../lib/modules/fail.ts';
import { pause } from '../../lib/modules/pause.ts';
import { look } from './look-module.ts';
import { writeFiles } from './temporary-folder.ts';
import { createCluster, ModelHost, type Cluster } from './model-host.ts';
import { setting } from './setting-module.ts';

const MODULES = new Map(
  [setting, look, debug, assert, awaitModule, set, meta, pause, fail].map((module) => [module.name, module]),
);

export interface ModelRunOptions {
  /** Hosts by name with their settings; all of them are in the group `web`. */
  readonly hosts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether the hosts are names of one machine, which then holds what the first of them does. */
  readonly oneMachine?: boolean;
  readonly unreachable?: readonly string[];
  readonly check?: boolean;
  readonly concurrency?: number;
  readonly lookAhead?: boolean;
  readonly skipTags?: readonly string[];
  /** Names of handlers that an earlier run of the first play left owed on every host. */
  readonly owed?: readonly string[];
  readonly diff?: boolean;
  /** More files by their paths, beside the playbook and the inventory; `hosts.yml` may be another inventory. */
  readonly files?: Readonly<Record<string, string>>;
  /** As by `-e`. */
  readonly extraVars?: Readonly<Record<string, unknown>>;
  /** The inputs of every play on every host. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** As by `--start-at`. */
  readonly startAt?: string;
  /** Aborted once: no new task begins. */
  readonly stop?: AbortSignal;
  /** Aborted twice: what runs is stopped. */
  readonly abort?: AbortSignal;
  /** As by `--step`. */
  readonly mayStart?: MayStart;
  /** What runs told after which this one goes on, the oldest first; they are called run1, run2 and so on. */
  readonly earlier?: readonly (readonly RunEvent[])[];
  /** Answers prompts of `pause`. */
  readonly confirm?: Confirm;
  /** Is given the hosts before the run. */
  readonly onHosts?: (hosts: ModelRun['hosts']) => void;
  /** Hears each event as it happens. */
  readonly listen?: (event: RunEvent) => void;
}

export interface ModelRun {
  readonly exitCode: number;
  readonly events: readonly RunEvent[];
  readonly hosts: ReadonlyMap<string, ModelHost>;
  readonly cluster: Cluster;
  /** `host task: status`, in order. */
  readonly told: readonly string[];
}

/** Runs a playbook's text on hosts that are maps. */
export async function runOnModel(playbook: string, options: ModelRunOptions): Promise<ModelRun> {
  const folder = await mkdtemp(join(tmpdir(), 'k3play-model-'));
  try {
    const names = Object.keys(options.hosts);
    const list = names.map((name) => `      ${name}: { address: 192.0.2.1 }\n`).join('');
    await writeFile(join(folder, 'hosts.yml'), `groups:\n  web:\n    hosts:\n${list}`);
    await writeFile(join(folder, 'play.yml'), playbook);
    await writeFiles(folder, options.files ?? {});
    return await runFiles(folder, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runFiles(folder: string, options: ModelRunOptions): Promise<ModelRun> {
  const inventory = await loadInventory(join(folder, 'hosts.yml'));
  const file = join(folder, 'play.yml');
  const playbook = await loadPlaybook(file, {
    modules: MODULES,
    inventory,
    facts: FactsSchema,
    templateFolders: [],
  });
  const [first] = playbook.plays;
  const owed = (options.owed ?? []).map((name) => (first ? debtId(first, name) : ''));
  const answers = new Map([
    [
      readFacts().script.text,
      `uname h1 6.1.0 x86_64\nmachine-id ${options.oneMachine ? 'one' : ''}\nend facts\n`,
    ],
    [readDebts().script.text, owed.join('\n')],
  ]);
  const cluster = createCluster();
  const hosts = new Map(
    Object.entries(options.hosts).map(
      ([name, state]) => [name, new ModelHost(name, state, { answers, cluster })] as const,
    ),
  );
  const [one] = hosts.values();
  if (options.oneMachine && one) for (const host of hosts.values()) host.state = one.state;
  options.onHosts?.(hosts);
  const events: RunEvent[] = [];
  const exitCode = await runPlaybooks({
    playbooks: [playbook],
    inventory,
    modules: MODULES,
    validator: createValidator(),
    redactor: createRedactor(),
    listen: (event) => {
      events.push(event);
      options.listen?.(event);
    },
    connect: async (name) => {
      const host = hosts.get(name);
      if (host && !options.unreachable?.includes(name)) {
        host.connected += 1;
        return Promise.resolve(host);
      }
      throw new K3Error(`${name} refused the connection`, {
        kind: 'unreachable',
        code: 'connection/refused',
      });
    },
    connectOptions: { home: folder },
    limit: undefined,
    selection: { tags: [], skipTags: options.skipTags ?? [], startAt: options.startAt },
    check: options.check ?? false,
    diff: options.diff ?? false,
    concurrency: options.concurrency ?? 10,
    lookAhead: options.lookAhead ?? true,
    extraVars: options.extraVars ?? {},
    templateFolders: [],
    mayStart: options.mayStart,
    done:
      options.earlier &&
      new DoneBefore({
        plays: playbook.plays,
        runs: options.earlier.map((told, at) => ({ run: `run${at + 1}`, events: told })),
        redact: (text) => text,
      }),
    confirm: options.confirm,
    inputsOf: () => options.inputs ?? {},
    owner: 'spec@here',
    stop: options.stop ?? new AbortController().signal,
    abort: options.abort ?? new AbortController().signal,
  });
  const told = events.flatMap((event) =>
    event.kind === 'task-ended' ? [`${event.host} ${event.task.name}: ${event.status}`] : [],
  );
  return { exitCode, events, hosts, cluster, told };
}
