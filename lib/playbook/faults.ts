import { DiagnosticsError, fault, type Diagnostic, type FaultOptions } from '../core/diagnostic.ts';

/** Gathers what is wrong with a playbook; each thing once, however many ways lead to it. */
export class Faults {
  readonly #diagnostics = new Map<string, Diagnostic>();

  add(code: string, message: string, options: FaultOptions = {}): void {
    this.addAll([fault(`playbook/${code}`, message, options)]);
  }

  warn(code: string, message: string, options: FaultOptions = {}): void {
    this.addAll([{ ...fault(`playbook/${code}`, message, options), severity: 'warning' }]);
  }

  addAll(diagnostics: readonly Diagnostic[]): void {
    for (const one of diagnostics) {
      const { file, line, column } = one.span ?? {};
      this.#diagnostics.set([one.code, file, line, column, one.message].join('\0'), one);
    }
  }

  /** The value, or undefined where making it threw diagnostics, which are gathered then. */
  attempt<T>(make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      this.#take(error);
      return undefined;
    }
  }

  async attemptLater<T>(make: () => Promise<T>): Promise<T | undefined> {
    try {
      return await make();
    } catch (error) {
      this.#take(error);
      return undefined;
    }
  }

  #take(error: unknown): void {
    if (!(error instanceof DiagnosticsError)) throw error;
    this.addAll(error.diagnostics);
  }

  /** By file as they were come upon, then by place. */
  list(): readonly Diagnostic[] {
    const all = [...this.#diagnostics.values()];
    const files = [...new Set(all.map(({ span }) => span?.file))];
    const sorted = all.sort(
      (a, b) =>
        files.indexOf(a.span?.file) - files.indexOf(b.span?.file) ||
        (a.span?.line ?? 0) - (b.span?.line ?? 0) ||
        (a.span?.column ?? 0) - (b.span?.column ?? 0),
    );
    return foldLacking(sorted);
  }
}

/** A name that the inventory lacks is one mistake, wherever it is used: it is told at its first place. */
const LACKING = new Set(['inventory/unknown-name', 'playbook/unknown-group']);

function foldLacking(sorted: readonly Diagnostic[]): readonly Diagnostic[] {
  const places = new Map<string, Diagnostic[]>();
  for (const one of sorted) {
    const key = LACKING.has(one.code) ? `${one.code} ${one.message}` : `place ${places.size}`;
    places.set(key, [...(places.get(key) ?? []), one]);
  }
  return [...places.values()].flatMap(([first, ...more]) => {
    if (!first || more.length === 0) return first ?? [];
    const others = `${more.length} more ${more.length === 1 ? 'place' : 'places'}`;
    return { ...first, message: `${first.message}, here and in ${others}` };
  });
}
