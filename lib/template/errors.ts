import type { Span } from '../core/diagnostic.ts';
import { K3Error } from '../core/errors.ts';
import { describeSpan } from './position.ts';

export interface TemplateErrorOptions {
  readonly span: Span;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** A rendering that cannot be done; the message starts with the place. `code` is `template/…`. */
export function templateError(
  code: string,
  message: string,
  { span, hint, cause }: TemplateErrorOptions,
): K3Error {
  return new K3Error(`${describeSpan(span)}: ${message}`, {
    kind: 'template',
    code: `template/${code}`,
    hint,
    cause,
  });
}

/** Thrown by a helper or a function that got a value it cannot work on; the place is added further up. */
export class WrongValue extends Error {
  readonly code: string = 'wrong-value';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
