/** Ends a kubectl command: the message goes to stderr, the exit code is 1. */
export class KubectlFailure extends Error {
  override readonly name = 'KubectlFailure';
}

export function doubleDoesNot(what: string): KubectlFailure {
  return new KubectlFailure(`error: this is a test double of K3s: it does not do ${what}`);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof KubectlFailure && error.message.includes('(NotFound)');
}
