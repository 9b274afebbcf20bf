import { setMaxListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnect } from '../../lib/connection/connect.ts';
import type { Connection } from '../../lib/connection/connection.ts';
import type { SourceFiles } from '../../lib/connection/transfer/source-files.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { FactsSchema } from '../../lib/modules/facts.ts';
import { modules } from '../../lib/modules/index.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import type { RunEvent } from '../../lib/run/events.ts';
import { runPlaybooks } from '../../lib/run/run.ts';
import { createValidator } from '../../lib/schema/validate.ts';
import { createRedactor } from '../../lib/secrets/redactor.ts';
import type { Language } from '../../lib/template/language.ts';

export interface HereRunOptions {
  /** Where the playbook is, and files it names. */
  readonly folder: string;
  /** Names; all of them are this machine. */
  readonly hosts: readonly string[];
  /** Of the one play there is. */
  readonly tasks?: readonly object[];
  /** What else the play says. */
  readonly play?: Readonly<Record<string, unknown>>;
  /** The text of a playbook instead. */
  readonly playbook?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly check?: boolean;
  readonly language?: Language;
}

export interface HereRun {
  readonly exitCode: number;
  readonly events: readonly RunEvent[];
  /** `host task: status`, in order. */
  readonly told: readonly string[];
  /** Tasks that changed a host. */
  readonly changed: number;
  /** That went to the shells of the hosts and came from them. */
  readonly bytes: number;
  readonly roundTrips: number;
  /** What each connection was given to read files of this machine with. */
  readonly files: readonly SourceFiles[];
}

/** Runs tasks with the modules there are, on shells of this machine, and counts what went through them. */
export async function runHere(options: HereRunOptions): Promise<HereRun> {
  const { folder, hosts, tasks = [], vars, check, language } = options;
  const file = join(folder, 'play.yml');
  const play = { name: 'Here', hosts: 'all', gather_facts: false, vars, tasks, ...options.play };
  await writeFile(file, options.playbook ?? JSON.stringify([play]));
  const list = Object.fromEntries(hosts.map((name) => [name, { connection: { type: 'local' } }]));
  await writeFile(join(folder, 'hosts.yml'), JSON.stringify({ groups: { here: { hosts: list } } }));
  const inventory = await loadInventory(join(folder, 'hosts.yml'));
  const playbook = await loadPlaybook(file, {
    ...{ modules, inventory, language },
    facts: FactsSchema,
    templateFolders: [],
  });
  const events: RunEvent[] = [];
  const connections: Connection[] = [];
  const files: SourceFiles[] = [];
  const connect = createConnect();
  const never = new AbortController().signal;
  setMaxListeners(0, never);
  const exitCode = await runPlaybooks({
    playbooks: [playbook],
    inventory,
    modules,
    language,
    validator: createValidator(),
    redactor: createRedactor(),
    listen: (event) => events.push(event),
    connect: async (name, settings, options) => {
      const connection = await connect(name, settings, options);
      connections.push(connection);
      if (options.files) files.push(options.files);
      return withoutLock(connection);
    },
    connectOptions: { home: folder },
    limit: undefined,
    selection: { tags: [], skipTags: [], startAt: undefined },
    check: check ?? false,
    diff: false,
    concurrency: hosts.length,
    lookAhead: true,
    extraVars: {},
    templateFolders: [],
    inputsOf: () => options.inputs ?? {},
    owner: 'spec@here',
    stop: never,
    abort: never,
  });
  return {
    exitCode,
    events,
    told: events.flatMap((event) =>
      event.kind === 'task-ended' ? [`${event.host} ${event.task.name}: ${event.status}`] : [],
    ),
    changed: events.filter((event) => event.kind === 'task-ended' && event.status === 'changed').length,
    bytes: connections.reduce((sum, { stats }) => sum + stats.bytesSent + stats.bytesReceived, 0),
    roundTrips: connections.reduce((sum, { stats }) => sum + stats.roundTrips, 0),
    files,
  };
}

/** Other runs may go on here, and hosts of a spec's own making need not keep out of their way. */
export function withoutLock(connection: Connection): Connection {
  const unlocked = {
    code: 0,
    stdout: Buffer.from('none'),
    stderr: Buffer.alloc(0),
    truncated: false,
    durationMs: 0,
  };
  return {
    host: connection.host,
    get stats() {
      return connection.stats;
    },
    run: (script, options) =>
      options?.inShell ? Promise.resolve(unlocked) : connection.run(script, options),
    upload: (source, target, options) => connection.upload(source, target, options),
    download: (path, localPath, options) => connection.download(path, localPath, options),
    close: () => connection.close(),
  };
}
