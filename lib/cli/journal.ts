import { resolve } from 'node:path';
import { fileOf, makeFolder, makeRunId, prune } from '../report/journal/folder.ts';
import type { JournalHead } from '../report/journal/journal.ts';
import { openWriter, type JournalWriter } from '../report/journal/writer.ts';
import { messageOf } from '../core/errors.ts';
import { describeCommand, nameOf } from './command-line.ts';
import { readVersion } from './package-root.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { ChoiceFlags } from './run-flags.ts';
import { locateRuns, readKeepRuns } from './runs-place.ts';

export interface RunJournal extends JournalWriter {
  /** Undefined where there is no journal. */
  readonly run: string | undefined;
}

export interface JournalRequest {
  /** `run`, `drift` and so on. */
  readonly command: string;
  readonly playbooks: readonly string[];
  readonly flags: ChoiceFlags & { readonly check: boolean; readonly diff: boolean };
  readonly prepared: PreparedRun;
  readonly resumes?: string | undefined;
}

const NONE: RunJournal = { run: undefined, listen: () => undefined, close: () => Promise.resolve() };

/** Opens the journal of a run. Where none can be written it says so, and the run does without. */
export async function openJournal(request: JournalRequest): Promise<RunJournal> {
  const keep = readKeepRuns();
  if (keep === 0) return NONE;
  const folder = locateRuns();
  const now = new Date();
  const run = makeRunId(now);
  try {
    await makeFolder(folder);
    const file = fileOf(folder, run, request.flags);
    const writer = openWriter(file, buildHead(request, { run, at: now.toISOString() }), { onFailure: warn });
    // While hosts are being connected to.
    const pruned = prune(folder, keep).catch(warnOfOld);
    const close = async (): Promise<void> => {
      await writer.close();
      await pruned;
    };
    return { run, ...writer, close };
  } catch (error) {
    warn(messageOf(error));
    return NONE;
  }
}

function warn(reason: string): void {
  process.stderr.write(`warning: this run has no journal, it cannot be written: ${reason}\n`);
}

function warnOfOld(error: unknown): void {
  process.stderr.write(`warning: journals of old runs cannot be removed: ${messageOf(error)}\n`);
}

function buildHead(
  { command, playbooks, flags, prepared, resumes }: JournalRequest,
  own: Pick<JournalHead, 'run' | 'at'>,
): JournalHead {
  const { request, project, files, templates } = prepared;
  const { diff, check, tags, skipTags, startAt, skipPreflight, concurrency } = flags;
  const head: JournalHead = {
    event: 'journal',
    version: 1,
    ...own,
    k3play: readVersion(),
    command: describeCommand(command, playbooks, flags),
    cwd: process.cwd(),
    words: {
      ...{
        playbooks,
        inventory: flags.inventory,
        check,
        diff,
        tags,
        skipTags,
        startAt,
        skipPreflight,
        concurrency,
      },
      limit: request.limit && [...request.limit],
      extraVars: flags.extraVars?.map((word) => (word.startsWith('@') ? word : nameOf(word))),
    },
    playbooks: project.playbooks.map(({ file }) => resolve(file)),
    inventory: flags.inventory.map((file) => resolve(file)),
    files: Object.fromEntries(files),
    templates: [...templates],
    resumes,
  };
  return request.redactor.redactValue(head) as JournalHead;
}
