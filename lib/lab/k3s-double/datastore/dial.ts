const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  EACCES: 'connect: permission denied',
  ENOENT: 'connect: no such file or directory',
  ETIMEDOUT: 'i/o timeout',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'no such host',
};

/** Why a connection was not made, in Go's words; undefined when that is not what failed. */
export function describeRefusal(error: unknown): string | undefined {
  return REASONS[String(codeOf(error))] ?? (/timeout/i.test(messageOf(error)) ? 'i/o timeout' : undefined);
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
