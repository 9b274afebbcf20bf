import type { RunEvent, TaskRef } from '../run/events.ts';
import { formatDuration } from './duration.ts';
import { describeFailure } from './failure-lines.ts';
import { Failures } from './failures.ts';
import { foldResults, type TaskEnded } from './fold.ts';
import { listHosts } from './host-list.ts';
import { LiveScreen } from './live-screen.ts';
import { type LiveTask, LiveTree } from './live-tree.ts';
import type { Look } from './look.ts';
import { createPaint } from './paint.ts';
import { describeVerdict, drawRecap, type RunEnded } from './recap.ts';
import type { Reporter, ReporterOptions } from './contract.ts';
import { describeResult, isWorthTelling } from './result-lines.ts';
import { showOnOneLine } from './show-plainly.ts';
import { TaskLog } from './task-log.ts';
import { describeWait } from './waiting-notes.ts';
import { describeAllTraffic, describeTraffic } from './traffic.ts';
import { describeUndone } from './undone.ts';
import { describeNext } from './what-next.ts';

/** A task that took longer says so. */
const SLOW_MS = 5000;

/** For a person: what happens now at the foot, above it what changed, what failed and why, at the end a recap. */
export function createTtyReporter(options: ReporterOptions): Reporter {
  const view = new TtyView(options);
  return {
    listen: (event) => {
      view.tell(event);
    },
    close: () => {
      view.close();
    },
  };
}

class TtyView {
  readonly #options: ReporterOptions;
  readonly #now: () => number;
  readonly #look: Look;
  readonly #screen: LiveScreen;
  readonly #tree: LiveTree;
  readonly #tasks: TaskLog;
  readonly #failures = new Failures();
  readonly #connecting = new Set<string>();
  readonly #startedMs: number;
  #check = false;
  /** Tasks that had nothing to say since the last line. */
  #quiet = { inSync: 0, skipped: 0 };

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#startedMs = this.#now();
    this.#look = { ...options, paint: createPaint(options.colour ?? true) };
    this.#screen = new LiveScreen(options.write, {
      columns: options.columns ?? 80,
      rows: options.rows ?? 24,
    });
    this.#tree = new LiveTree({
      screen: this.#screen,
      paint: this.#look.paint,
      view: () => this.#describeNow(),
    });
    this.#tasks = new TaskLog({
      now: this.#now,
      onResults: (task, results) => {
        this.#tellResults(task, results);
      },
    });
  }

  tell(event: RunEvent): void {
    const { paint } = this.#look;
    switch (event.kind) {
      case 'run-started':
        this.#check = event.check;
        for (const host of event.hosts) this.#connecting.add(host);
        if (event.check) this.#print(paint.dim('Check mode: nothing is touched.'));
        if (event.resumes !== undefined) this.#print(paint.dim(`Goes on after run ${event.resumes}.`));
        this.#tree.start();
        return;
      case 'host-connected':
        this.#connecting.delete(event.host);
        return;
      case 'host-failed':
        this.#connecting.delete(event.host);
        this.#failures.addHost(event);
        this.#tasks.drop(event.host);
        this.#print(
          `${paint.red('✖')} ${paint.bold(event.host)}`,
          ...describeFailure(event.failure, this.#look).map((line) => `  ${line}`),
        );
        return;
      case 'play-started':
        this.#connecting.clear();
        this.#flush();
        this.#print('', `${paint.bold(showOnOneLine(event.play))}  ${paint.dim(listHosts(event.hosts))}`);
        return;
      case 'task-started':
        this.#tasks.start(event);
        return;
      case 'host-waiting':
        this.#tasks.wait(event);
        return;
      case 'task-detached':
        this.#tasks.detach(event);
        return;
      case 'task-ended':
        this.#failures.addResult(event);
        this.#tasks.end(event);
        return;
      case 'warning':
        this.#print(
          `${paint.yellow('warning:')} ${event.host === undefined ? '' : `${event.host}: `}${showOnOneLine(event.message, 1000)}`,
        );
        return;
      case 'play-ended':
        this.#flush();
        if (this.#look.verbosity > 0) this.#print(`  ${paint.dim(describeTraffic(event.traffic))}`);
        return;
      case 'run-ended':
        this.#flush();
        this.#tree.stop();
        this.#tellEnd(event);
        return;
    }
  }

  close(): void {
    this.#flush();
    this.#tree.stop();
  }

  #describeNow(): readonly LiveTask[] {
    this.#tasks.tellFailures();
    const { paint } = this.#look;
    const connecting = [...this.#connecting];
    if (connecting.length > 0) {
      return [{ title: `Connecting ${paint.dim(`· ${this.#since(this.#startedMs)}`)}`, hosts: connecting }];
    }
    return this.#tasks.open.map(({ task, startedMs, hosts, done, busy, waiting }) => ({
      title: [
        paint.bold(showOnOneLine(task.name, 60)),
        paint.dim(`· ${done} of ${hosts} · ${this.#since(startedMs)}`),
      ].join(' '),
      hosts: busy.map((host) => {
        const wait = waiting.get(host);
        return wait ? `${host} ${paint.dim(`waits for ${describeWait(wait)}`)}` : host;
      }),
    }));
  }

  #since(startedMs: number): string {
    return formatDuration(Math.floor((this.#now() - startedMs) / 1000) * 1000).replace('.0', '');
  }

  #tellResults(task: TaskRef, results: readonly TaskEnded[]): void {
    const { paint } = this.#look;
    const told = results.filter((result) => isWorthTelling(result, this.#look));
    if (told.length === 0) {
      const skipped = results.every(({ status }) => status === 'skipped');
      this.#quiet[skipped ? 'skipped' : 'inSync'] += 1;
      return;
    }
    this.#tellQuiet();
    const slowest = Math.max(...results.map(({ durationMs }) => durationMs));
    const took = slowest < SLOW_MS ? '' : `  ${formatDuration(slowest)}`;
    const failed = told.some(({ failure, borne }) => failure && borne === undefined);
    const mark = failed ? paint.red('✖') : paint.dim(task.handler ? '↻' : '•');
    this.#print(
      `  ${mark} ${paint.bold(showOnOneLine(task.name))}  ${paint.dim(`${task.id}${took}`)}`,
      ...foldResults(told).flatMap((folded) =>
        describeResult(folded, this.#look, { check: this.#check }).map((line) =>
          line === '' ? '' : `  ${line}`,
        ),
      ),
    );
  }

  #flush(): void {
    this.#tasks.flush();
    this.#tellQuiet();
  }

  #tellQuiet(): void {
    const { inSync, skipped } = this.#quiet;
    this.#quiet = { inSync: 0, skipped: 0 };
    const parts = [
      ...(inSync === 0 ? [] : [`${inSync} ${inSync === 1 ? 'task' : 'tasks'} in sync`]),
      ...(skipped === 0 ? [] : [`${skipped} ${inSync > 0 ? '' : skipped === 1 ? 'task ' : 'tasks '}skipped`]),
    ];
    if (parts.length > 0) this.#print(this.#look.paint.dim(`  · ${parts.join(', ')}`));
  }

  #tellEnd(event: RunEnded): void {
    const { paint, verbosity } = this.#look;
    const failures = this.#failures.describe(this.#look);
    if (failures.length > 0)
      this.#print('', paint.red(paint.bold('What failed')), ...failures.map((line) => `  ${line}`));
    const undone = describeUndone(event.undone, this.#look);
    if (undone.length > 0)
      this.#print('', paint.bold('What was not done'), ...undone.map((line) => `  ${line}`));
    this.#print('', ...drawRecap(event, paint));
    if (verbosity > 0) {
      this.#print('', paint.dim(describeAllTraffic(event.traffic)));
    }
    this.#print('', describeVerdict(event, { paint, check: this.#check }));
    this.#print(...describeNext(event, this.#options.commands ?? {}, paint));
  }

  #print(...lines: readonly string[]): void {
    this.#screen.print(lines.map((line) => `${line}\n`).join(''));
  }
}
