/** Ends a kubectl command: the message goes to stderr, the exit code is 1 unless it says another. */
export class KubectlFailure extends Error {
  override readonly name = 'KubectlFailure';
  readonly exitCode: number;
  /** For stdout. */
  readonly output: string;

  constructor(message: string, { exitCode = 1, output = '' }: { exitCode?: number; output?: string } = {}) {
    super(message);
    this.exitCode = exitCode;
    this.output = output;
  }
}

export function doubleDoesNot(what: string): KubectlFailure {
  return new KubectlFailure(`error: this is a test double of K3s: it does not do ${what}`);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof KubectlFailure && error.message.includes('(NotFound)');
}
