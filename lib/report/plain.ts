import type { RunEvent, TaskRef } from '../run/events.ts';
import { describeFailure } from './failure-lines.ts';
import { Failures } from './failures.ts';
import { foldResults, type TaskEnded } from './fold.ts';
import { listHosts } from './host-list.ts';
import type { Look } from './look.ts';
import { createPaint } from './paint.ts';
import { describeCounts, describeVerdict, type RunEnded } from './recap.ts';
import type { Reporter, ReporterOptions } from './contract.ts';
import { describeResult } from './result-lines.ts';
import { showOnOneLine } from './show-plainly.ts';
import { TaskLog } from './task-log.ts';
import { WaitingNotes } from './waiting-notes.ts';
import { describeAllTraffic, describeTraffic } from './traffic.ts';
import { describeUndone } from './undone.ts';
import { describeNext } from './what-next.ts';

/** A log for files and pipes: each task, folded results beneath it, failures again at the end, a line a host last. */
export function createPlainReporter(options: ReporterOptions): Reporter {
  const log = new PlainLog(options);
  return {
    listen: (event) => {
      log.tell(event);
    },
    close: () => {
      log.close();
    },
  };
}

class PlainLog {
  readonly #options: ReporterOptions;
  readonly #look: Look;
  readonly #tasks: TaskLog;
  readonly #failures = new Failures();
  readonly #waiting: WaitingNotes;
  #check = false;
  #heading = '';

  constructor(options: ReporterOptions) {
    const now = options.now ?? (() => performance.now());
    this.#options = options;
    this.#look = { ...options, paint: createPaint(options.colour ?? false) };
    this.#waiting = new WaitingNotes(now);
    this.#tasks = new TaskLog({
      now,
      onResults: (task, results) => {
        this.#tellResults(task, results);
      },
      onStarted: (task, started) => {
        this.#head(task);
        const names = listHosts(started.map(({ host }) => host));
        this.#write(
          `  ${this.#check ? 'would start' : 'started'}: ${names} · awaited as "${started[0]?.as ?? ''}"`,
        );
      },
    });
  }

  tell(event: RunEvent): void {
    switch (event.kind) {
      case 'run-started':
        this.#check = event.check;
        if (event.check) this.#write('CHECK MODE: nothing is touched');
        if (event.resumes !== undefined) this.#write(`goes on after run ${event.resumes}`);
        return;
      case 'host-connected':
        if (this.#look.verbosity > 0) this.#write(`connected: ${event.host} (${event.durationMs} ms)`);
        return;
      case 'host-failed':
        this.#failures.addHost(event);
        this.#tasks.drop(event.host);
        this.#write(
          `${this.#look.paint.red('unreachable:')} ${event.host}`,
          ...describeFailure(event.failure, this.#look).map((line) => `  ${line}`),
        );
        return;
      case 'play-started':
        this.#tasks.flush();
        this.#write('', `PLAY ${showOnOneLine(event.play)} (${listHosts(event.hosts)})`);
        return;
      case 'task-started':
        this.#tasks.start(event);
        // Where hosts go at their own pace, its results come with it, once they are there.
        if (event.free !== true) this.#head(event.task);
        return;
      case 'host-waiting':
        this.#tasks.wait(event);
        this.#tasks.tellFailures();
        this.#tellWaiting(event.task);
        return;
      case 'task-detached':
        this.#tasks.detach(event);
        return;
      case 'task-ended':
        this.#failures.addResult(event);
        this.#tasks.end(event);
        this.#tasks.tellFailures();
        return;
      case 'warning':
        this.#write(
          `warning: ${event.host === undefined ? '' : `${event.host}: `}${showOnOneLine(event.message, 1000)}`,
        );
        return;
      case 'play-ended':
        this.#tasks.flush();
        if (this.#look.verbosity > 0) this.#write('', describeTraffic(event.traffic));
        return;
      case 'run-ended':
        this.#tellEnd(event);
        return;
    }
  }

  close(): void {
    this.#tasks.flush();
  }

  #head({ id, name, handler }: TaskRef): void {
    if (this.#heading === id) return;
    this.#heading = id;
    this.#write('', `${handler ? 'HANDLER' : 'TASK'} ${showOnOneLine(name)} [${id}]`);
  }

  #tellWaiting(task: TaskRef): void {
    const open = this.#tasks.open.find((entry) => entry.task.id === task.id);
    const note = open && this.#waiting.note(open);
    if (note === undefined) return;
    this.#head(task);
    this.#write(`  ${note}`);
  }

  #tellResults(task: TaskRef, results: readonly TaskEnded[]): void {
    const { verbosity } = this.#look;
    const told = foldResults(results.filter(({ status }) => status !== 'skipped' || verbosity > 0));
    if (told.length === 0) return;
    this.#head(task);
    for (const folded of told) this.#write(...describeResult(folded, this.#look, { check: this.#check }));
  }

  #tellEnd(event: RunEnded): void {
    this.#tasks.flush();
    const { paint, verbosity } = this.#look;
    const failures = this.#failures.describe(this.#look);
    if (failures.length > 0) this.#write('', paint.red('FAILURES'), ...failures.map((line) => `  ${line}`));
    const undone = describeUndone(event.undone, this.#look);
    if (undone.length > 0) this.#write('', 'NOT DONE', ...undone.map((line) => `  ${line}`));
    const next = describeNext(event, this.#options.commands ?? {}, paint);
    if (next.length > 0) this.#write('', ...next);
    this.#write('', describeVerdict(event, { paint, check: this.#check }));
    if (verbosity > 0) {
      this.#write(describeAllTraffic(event.traffic));
    }
    this.#write('', ...Object.entries(event.hosts).map(([host, counts]) => describeCounts(host, counts)));
  }

  #write(...lines: readonly string[]): void {
    this.#options.write(lines.map((line) => `${line}\n`).join(''));
  }
}
