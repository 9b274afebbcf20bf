import { homedir, hostname, userInfo } from 'node:os';
import type { Connect } from '../connection/connection.ts';
import type { RunRequest } from '../run/request.ts';
import { checkLimit } from '../run/check-limit.ts';
import { checkTags } from '../run/check-tags.ts';
import { checkStartAt } from '../run/start-at.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { logReads, type ReadLog } from '../source/read-log.ts';
import { parseExtraVars } from './extra-vars.ts';
import { keepSecretsOf } from './keep-secrets.ts';
import { limitHosts } from './last-failed.ts';
import { loadProject, templateFolders, type Project, type WantedPlaybooks } from './project.ts';
import type { ChoiceFlags } from './run-flags.ts';
import { checkSkipPreflight, skipPreflight } from './skip-preflight.ts';

export interface PreparedRun {
  readonly project: Project;
  readonly request: Pick<
    RunRequest,
    | Exclude<keyof Project, 'generated' | 'lookedUp'>
    | 'redactor'
    | 'connect'
    | 'connectOptions'
    | 'limit'
    | 'selection'
    | 'concurrency'
    | 'lookAhead'
    | 'extraVars'
    | 'templateFolders'
    | 'owner'
  >;
  /** What was read of the user's. */
  readonly files: ReadLog;
  readonly templates: ReadonlySet<string>;
}

export interface PrepareOptions {
  /** Whether secrets that are made now are kept. */
  readonly persist: boolean;
  readonly connect: Connect;
  /** The values of `-e` where they are known already. */
  readonly extraVars?: Readonly<Record<string, unknown>> | undefined;
  readonly written?: WantedPlaybooks['written'];
}

/** Loads and checks all that can be known without a host. */
export async function prepareRun(
  playbooks: readonly string[],
  flags: ChoiceFlags,
  options: PrepareOptions,
): Promise<PreparedRun> {
  const { value, ...read } = await logReads(() => prepare(playbooks, flags, options));
  return { ...value, ...read };
}

async function prepare(
  playbooks: readonly string[],
  flags: ChoiceFlags,
  { persist, connect, extraVars: known, written }: PrepareOptions,
): Promise<Omit<PreparedRun, 'files' | 'templates'>> {
  const given = known ?? (await parseExtraVars(flags.extraVars ?? []));
  const extraVars = { ...given, ...skipPreflight(flags.skipPreflight) };
  const { inventory, identity } = flags;
  const project = await loadProject({
    playbooks,
    written,
    inventory,
    extraVars,
    persist,
    identity,
    standIns: false,
  });
  const limit =
    flags.limit === undefined
      ? undefined
      : new Set(await limitHosts(flags.limit, { ...project, files: inventory }));
  const plays = project.playbooks.flatMap((playbook) => playbook.plays);
  checkTags({ tags: flags.tags ?? [], skipTags: flags.skipTags ?? [] }, plays);
  checkLimit(plays, { ...project, limit, extraVars });
  checkStartAt(flags.startAt, { ...project, plays, limit, extraVars });
  checkSkipPreflight(flags.skipPreflight, project.playbooks);
  await project.generated.save();
  const redactor = createRedactor();
  keepSecretsOf(project, redactor);
  const request = {
    ...project,
    redactor,
    connect,
    connectOptions: { home: homedir(), agentSocket: process.env['SSH_AUTH_SOCK'] },
    limit,
    selection: { tags: flags.tags ?? [], skipTags: flags.skipTags ?? [], startAt: flags.startAt },
    concurrency: flags.concurrency,
    lookAhead: true,
    extraVars,
    templateFolders: templateFolders(),
    owner: `${userInfo().username}@${hostname()}`,
  };
  return { project, request };
}
