/** The one taxonomy of failure, counted everywhere alike. */
export type FailureKind =
  | 'unreachable'
  | 'auth'
  | 'become'
  | 'timeout'
  | 'module'
  | 'assertion'
  | 'template'
  | 'lost'
  | 'interrupted'
  | 'internal';

export interface K3ErrorOptions {
  readonly kind: FailureKind;
  /** `area/what`; decide on this and on `kind`, never on the message. */
  readonly code: string;
  readonly cause?: unknown;
  readonly hint?: string | undefined;
}

/** A fault while running. Each layer that knows more wraps it once, with `cause`. */
export class K3Error extends Error {
  override readonly name: string = 'K3Error';
  readonly kind: FailureKind;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, { kind, code, cause, hint }: K3ErrorOptions) {
    super(message, { cause });
    this.kind = kind;
    this.code = code;
    this.hint = hint;
  }
}

/** The text of anything thrown, for messages that carry another error's words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
