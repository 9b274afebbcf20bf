import type { Span } from '../core/diagnostic.ts';
import type { Unknown } from '../core/unknown.ts';

/**
 * The names a template sees. Values are JSON-like and may hold Secret and Unknown instances anywhere.
 * They are data for ever: nothing in them is compiled.
 */
export type Scope = Readonly<Record<string, unknown>>;

/**
 * A value from a file of the user's, compiled once: text with `{{ }}`, `!cel`, and maps and lists of them.
 * Rendering throws K3Error kind `template` (with the place in the message) when it cannot be done.
 * What depended on an Unknown becomes Unknown, at the deepest place possible: one field of a map, say.
 * What depended on a Secret becomes a Secret (text) at that same place; booleans and numbers stay plain.
 */
export interface Compiled<T = unknown> {
  readonly span: Span;
  /** Plain data without templates; `render` always gives this. Undefined where it depends on the scope. */
  readonly literal: { readonly value: T } | undefined;
  /** Dotted paths it reads, such as `facts.os.family`, for static checks. */
  readonly references: readonly Reference[];
  render(scope: Scope): T | Unknown;
}

export interface Reference {
  readonly path: readonly string[];
  readonly span: Span;
  /** The expression copes where there is no such value: what `default`, `defined` and the like ask for. */
  readonly optional?: boolean | undefined;
}
