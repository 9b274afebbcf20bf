import type { Span } from '../core/diagnostic.ts';
import type { Compiled } from './compiled.ts';

/** A value that is already known, in the shape of one that is not. */
export function compileLiteral<T>(value: T, span: Span): Compiled<T> {
  return { span, literal: { value }, references: [], render: () => value };
}
