import {
  DefaultRenderer,
  Listr,
  ListrDefaultRendererLogLevels,
  ListrLogger,
  type ListrTask,
  ProcessOutput,
  Spinner,
} from 'listr2';
import type { LiveScreen } from './live-screen.ts';
import type { Paint } from './paint.ts';

/** A task that is under way, and the hosts it waits for, a line each. */
export interface LiveTask {
  readonly title: string;
  readonly hosts: readonly string[];
}

export interface LiveTreeOptions {
  readonly screen: LiveScreen;
  readonly paint: Paint;
  /** Asked ten times a second. */
  readonly view: () => readonly LiveTask[];
}

/** Tasks shown at once; only the `free` strategy has more than one. */
const TASKS = 3;
/** The least height left for what has happened already. */
const HEIGHT_OF_HISTORY = 8;
const MOST_HOSTS = 8;

interface Titled {
  title: string;
}

/** The caller has decided that this is a terminal; listr2 would look at the process's own standard output. */
class LiveRenderer extends DefaultRenderer {
  static override nonTTY = true;

  /** An empty line parts what happens from what has happened. */
  override create(options?: Parameters<DefaultRenderer['create']>[0]): string {
    const tree = super.create(options);
    return tree === '' ? '' : `\n${tree}`;
  }
}

/** A spinner whose every turn first brings the tree up to date. */
class LiveSpinner extends Spinner {
  readonly #refresh: () => void;

  constructor(refresh: () => void) {
    super();
    this.#refresh = refresh;
  }

  override start(draw?: () => void, intervalMs?: number): void {
    super.start(() => {
      this.#refresh();
      draw?.();
    }, intervalMs);
  }
}

/**
 * What happens now, as a task list of listr2's at the foot of the screen. The list has a fixed number of places,
 * whose titles are set anew at each turn of the spinner: many fast tasks then pass without flicker, and a run of
 * thousands of tasks keeps nothing. An empty place is not drawn.
 */
export class LiveTree {
  readonly #options: LiveTreeOptions;
  readonly #places: { readonly task: Titled; readonly hosts: Titled[] }[] = [];
  readonly #hostPlaces: number;
  #finish: () => void = () => undefined;

  constructor(options: LiveTreeOptions) {
    this.#options = options;
    this.#hostPlaces = Math.max(2, Math.min(MOST_HOSTS, options.screen.rows - HEIGHT_OF_HISTORY));
  }

  start(): void {
    const finished = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const list = new Listr(
      Array.from({ length: TASKS }, () => this.#placeFor(finished)),
      {
        concurrent: true,
        // Ctrl-C is for lib/cli to hear; listr2 would end the process.
        registerSignalListeners: false,
        renderer: LiveRenderer,
        rendererOptions: this.#rendererOptions(),
      },
    );
    void list.run();
  }

  stop(): void {
    this.#options.screen.finish();
    this.#finish();
  }

  #placeFor(finished: Promise<void>): ListrTask<unknown, typeof LiveRenderer> {
    const hosts: Titled[] = [];
    return {
      title: '',
      task: (_context, task) => {
        this.#places.push({ task, hosts });
        return task.newListr(
          Array.from({ length: this.#hostPlaces + 1 }, () => ({
            title: '',
            task: (_inner, row) => {
              hosts.push(row);
              return finished;
            },
          })),
          { concurrent: true },
        );
      },
    };
  }

  #rendererOptions(): NonNullable<ConstructorParameters<typeof DefaultRenderer>[1]> {
    const { screen, paint } = this.#options;
    const stream = screen as unknown as NodeJS.WriteStream;
    return {
      clearOutput: true,
      formatOutput: 'truncate',
      spinner: new LiveSpinner(() => {
        this.#refresh();
      }),
      logger: new ListrLogger({
        useIcons: true,
        toStderr: [],
        processOutput: new ProcessOutput(stream, stream),
      }),
      color: { [ListrDefaultRendererLogLevels.PENDING]: (text = '') => paint.cyan(text) },
    };
  }

  #refresh(): void {
    const tasks = this.#options.view();
    for (const [at, place] of this.#places.entries()) {
      const task = tasks[at];
      const last = at === this.#places.length - 1 && tasks.length > this.#places.length;
      const more = last
        ? this.#options.paint.dim(` (+${tasks.length - this.#places.length} more tasks)`)
        : '';
      place.task.title = task ? `${task.title}${more}` : '';
      const rows = this.#rowsFor(task?.hosts ?? []);
      for (const [index, row] of place.hosts.entries()) row.title = rows[index] ?? '';
    }
  }

  #rowsFor(hosts: readonly string[]): readonly string[] {
    if (hosts.length <= this.#hostPlaces) return hosts;
    const more = hosts.length - this.#hostPlaces;
    return [...hosts.slice(0, this.#hostPlaces), this.#options.paint.dim(`+${more} more`)];
  }
}
