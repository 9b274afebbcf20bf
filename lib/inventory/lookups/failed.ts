/** Codes of lookups that found nothing. */
export interface LookupFault {
  readonly code: `lookup/${string}`;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Why nothing was found, in words that hold nothing of what may be secret. */
export class LookupFailed extends Error {
  override readonly name = 'LookupFailed';
  readonly code: LookupFault['code'];
  readonly hint: string | undefined;

  constructor({ code, message, hint }: LookupFault) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
