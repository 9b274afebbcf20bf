import { DiagnosticsError, fault, type Diagnostic, type FaultOptions } from '../core/diagnostic.ts';
import { K3Error } from '../core/errors.ts';

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
      return this.#take(error);
    }
  }

  async attemptLater<T>(make: () => Promise<T>): Promise<T | undefined> {
    try {
      return await make();
    } catch (error) {
      return this.#take(error);
    }
  }

  #take(error: unknown): undefined {
    if (error instanceof DiagnosticsError) this.addAll(error.diagnostics);
    // An expression of constants is worked out when it is compiled; the message tells its place.
    else if (error instanceof K3Error && error.kind === 'template')
      this.addAll([fault(error.code, error.message, { hint: error.hint })]);
    else throw error;
    return undefined;
  }

  /** By file as they were come upon, then by place. */
  list(): readonly Diagnostic[] {
    const all = [...this.#diagnostics.values()];
    const files = [...new Set(all.map(({ span }) => span?.file))];
    return all.sort(
      (a, b) =>
        files.indexOf(a.span?.file) - files.indexOf(b.span?.file) ||
        (a.span?.line ?? 0) - (b.span?.line ?? 0) ||
        (a.span?.column ?? 0) - (b.span?.column ?? 0),
    );
  }
}
