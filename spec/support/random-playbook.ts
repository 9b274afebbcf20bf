import { createRandom, type Random } from './random.ts';

/** A playbook for the hosts w1, w2 and w3 of a model, and what they hold before it. */
export interface RandomPlaybook {
  readonly text: string;
  readonly hosts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const HOSTS = ['w1', 'w2', 'w3'] as const;
const NAMES = ['a', 'b', 'c', 'd', 'shared-x', 'shared-y'] as const;
/** Settings that tasks in the background have for themselves while they go on. */
const BESIDE = ['e', 'f'] as const;
const VALUES = ['1', '2'] as const;

/** The same seed makes the same playbook. */
export function buildRandomPlaybook(seed: number): RandomPlaybook {
  const random = createRandom(seed);
  const writer = new Writer(random);
  const plays = Array.from({ length: random.below(2) + 1 }, () => writer.play());
  const hosts = HOSTS.map((host) => [host, writer.state()] as const);
  return { text: plays.join('\n'), hosts: Object.fromEntries(hosts) };
}

class Writer {
  readonly #random: Random;
  readonly #registered: string[] = [];
  /** What goes on in the background, the setting and its name in one. */
  readonly #beside = new Set<(typeof BESIDE)[number]>();
  #tasks = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  state(): Record<string, string> {
    return Object.fromEntries(
      ['a', 'b', 'c', 'd', ...BESIDE].map((name) => [name, this.#random.pick(VALUES)]),
    );
  }

  play(): string {
    this.#beside.clear();
    const tasks = Array.from({ length: this.#random.below(9) + 3 }, () => this.#besides() ?? this.#entry());
    return `- hosts: web
${this.#maybe(0.2, '  serial: 1\n')}  vars: { wanted: "${this.#random.pick(VALUES)}" }
  tasks:
${tasks.map((task) => `    - ${task}`).join('\n')}
  handlers:
    - { name: Then, setting: { name: d, value: "${this.#random.pick(VALUES)}" } }
`;
  }

  /** Now and then a task that goes on in the background, or the await of one. */
  #besides(): string | undefined {
    const random = this.#random;
    if (!random.chance(0.25)) return undefined;
    const name = random.pick(BESIDE);
    this.#tasks += 1;
    if (this.#beside.delete(name)) {
      this.#registered.push(`r${this.#tasks}`);
      return `{ name: T${this.#tasks}, await: ${name}, register: r${this.#tasks} }`;
    }
    this.#beside.add(name);
    const manner = random.pick([
      '',
      '',
      '',
      ', verb: fail',
      ', verb: lie',
      ', action: true',
      ', sure: false',
    ]);
    const words = [`setting: { name: ${name}, value: ${this.#value()}${manner} }`, `async: ${name}`];
    if (random.chance(0.8)) words.push('ignore_errors: true');
    if (random.chance(0.2)) words.push('notify: Then');
    if (random.chance(0.3)) words.push(`when: ${this.#condition()}`);
    return `{ name: T${this.#tasks}, ${words.join(', ')} }`;
  }

  /** A task, or now and then a block of some, which may stand in one another. */
  #entry(): string {
    if (!this.#random.chance(0.15)) return this.#task();
    const part = (): string => {
      const entries = Array.from({ length: this.#random.below(2) + 1 }, () => this.#entry());
      return `[${entries.join(', ')}]`;
    };
    const parts = ['block', 'rescue', 'always'].flatMap((name) =>
      name === 'block' || this.#random.chance(0.6) ? `${name}: ${part()}` : [],
    );
    return `{ ${parts.join(', ')} }`;
  }

  /** One task in flow style. What it registers, later ones use. */
  #task(): string {
    this.#tasks += 1;
    const words = [`name: T${this.#tasks}`, ...this.#body(), ...this.#surroundings()];
    if (this.#random.chance(0.4)) {
      const name = `r${this.#tasks}`;
      words.push(`register: ${name}`);
      this.#registered.push(name);
    }
    return `{ ${words.join(', ')} }`;
  }

  #body(): readonly string[] {
    const random = this.#random;
    const name = random.pick([...NAMES, ...BESIDE.filter((one) => !this.#beside.has(one))]);
    switch (random.below(10)) {
      case 0:
        return [`look: { name: ${name}${this.#maybe(0.5, ', beyond: true')} }`];
      case 4:
        return [`look: { name: ${random.pick(['ticks', 'shared-ticks'])} }`];
      case 1:
      case 5:
        return ['look: { name: clock, live: true }', 'failed_when: false'];
      case 2:
        return [`set: { wanted: "${random.pick(VALUES)}" }`];
      case 3:
        return [
          'setting: { name: "{{ item }}", value: "{{ wanted }}" }',
          `loop: [${NAMES.slice(0, random.below(4) + 1).join(', ')}]`,
        ];
      default:
        return [`setting: { name: ${name}, value: ${this.#value()}${this.#manner()} }`];
    }
  }

  #value(): string {
    return this.#random.chance(0.3) ? '"{{ wanted }}"' : `"${this.#random.pick(VALUES)}"`;
  }

  #manner(): string {
    const kinds = [
      '',
      '',
      '',
      '',
      ', verb: fail',
      ', verb: lie',
      ', action: true',
      ', sure: false',
      ', needs: shared-x',
    ];
    return this.#random.pick(kinds);
  }

  #surroundings(): readonly string[] {
    const random = this.#random;
    const words: string[] = [];
    if (random.chance(0.8)) words.push('ignore_errors: true');
    if (random.chance(0.2)) words.push('notify: Then');
    if (random.chance(0.15)) words.push(`delegate_to: ${random.pick(HOSTS)}`);
    else if (random.chance(0.1)) words.push('run_once: true');
    if (random.chance(0.3)) words.push(`when: ${this.#condition()}`);
    return words;
  }

  #condition(): string {
    const [last] = this.#registered.slice(-1);
    if (last === undefined || this.#random.chance(0.3)) return `host.name != "${this.#random.pick(HOSTS)}"`;
    return `${this.#random.pick(this.#registered)}.changed`;
  }

  #maybe(likelihood: number, text: string): string {
    return this.#random.chance(likelihood) ? text : '';
  }
}
