import type { Span } from '../../core/diagnostic.ts';
import { messageOf } from '../../core/errors.ts';
import { hintNearest } from '../../core/nearest.ts';
import { Secret } from '../../core/secret.ts';
import { readKey, type Usage } from '../access.ts';
import type { Scope } from '../compiled.ts';
import { WrongCall } from './handlebars.ts';
import type { Mention } from './inspect.ts';
import { MissingValue, NoText, type TextViews } from './view.ts';

export interface FailureContext {
  readonly span: Span;
  readonly mentions: readonly Mention[];
  /** Names of the helpers called, with their places. */
  readonly calls: readonly Mention[];
  readonly scope: Scope;
  readonly usage: Usage;
  readonly views: TextViews;
}

export interface FailureWords {
  readonly code: string;
  readonly message: string;
  readonly place: Span;
  readonly hint?: string | undefined;
}

/** A failed rendering in plain words, with its place. */
export function describeFailure(thrown: unknown, context: FailureContext): FailureWords {
  const error = isPrinting(thrown) ? (context.views.printed ?? thrown) : thrown;
  const { span, mentions, calls, scope, usage } = context;
  if (error instanceof MissingValue && error.path.length > 0) return describeMissing(error, context);
  if (error instanceof NoText) return describeNoText(error, context);
  if (error instanceof WrongCall) {
    const place = calls.find(({ parts }) => parts[0] === error.helper)?.span ?? span;
    return {
      code: error.cause.code,
      message: `${error.helper}: ${error.cause.message}`,
      place,
      hint: error.cause.hint,
    };
  }

  // Handlebars reads on from a text or a number as if it were a map.
  const stuck = mentions.find(({ parts }) => findScalar(scope, parts) !== undefined);
  if (stuck) {
    const message = `"${stuck.parts.join('.')}" is not defined: "${findScalar(scope, stuck.parts)}" is no map`;
    return { code: 'undefined', message, place: stuck.span };
  }
  if (error instanceof MissingValue)
    return { code: 'undefined', message: 'a value is not defined', place: span };
  return { code: 'failed', message: usage.redact(messageOf(error)), place: span };
}

/** JavaScript's own error where a view is made text: see TextViews. */
function isPrinting(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes('Symbol');
}

function describeNoText({ path, noun }: NoText, { mentions, span }: FailureContext): FailureWords {
  const mention = findMention(mentions, path);
  const name = mention?.parts.join('.') || undefined;
  const hint =
    noun === 'null'
      ? `write {{default ${name ?? '…'} "…"}}`
      : `write {{json ${name ?? '…'}}} or {{yaml ${name ?? '…'}}}`;
  const message = `${name === undefined ? 'the value' : `"${name}"`} is ${noun}, not a text`;
  return { code: 'no-text', message, place: mention?.span ?? span, hint };
}

function describeMissing(
  { path, siblings }: MissingValue,
  { mentions, span, scope }: FailureContext,
): FailureWords {
  const mention = findMention(mentions, path);
  const last = path.at(-1) ?? '';
  const name = (isPrefix(path, mention?.parts ?? []) ? path : mention?.parts)?.join('.') ?? last;
  const inBlock = path.length > 1 && path[0] !== mention?.parts[0];
  const hint =
    inBlock && readKey(scope, last) !== undefined
      ? `within {{#each}} and {{#with}} write ../${last} or @root.${last}`
      : (hintNearest(last, siblings) ?? `give it a value, or write {{default ${name} "…"}}`);
  return { code: 'undefined', message: `"${name}" is not defined`, place: mention?.span ?? span, hint };
}

/** Where the template reads this path; inside a block only the path's end is written. */
function findMention(mentions: readonly Mention[], path: readonly string[]): Mention | undefined {
  const last = path.at(-1);
  return (
    mentions.find(({ parts }) => path.length > 0 && isPrefix(path, parts)) ??
    mentions.find(({ parts }) => last !== undefined && parts.includes(last))
  );
}

function isPrefix(path: readonly string[], parts: readonly string[]): boolean {
  return path.every((name, index) => parts[index] === name);
}

/** The part of a path that is neither a map nor a list although the path goes on behind it. */
function findScalar(scope: Scope, parts: readonly string[]): string | undefined {
  let value: unknown = scope;
  for (const [index, part] of parts.entries()) {
    if (value === null || typeof value !== 'object' || value instanceof Secret)
      return parts.slice(0, index).join('.');
    value = readKey(value, part);
    if (value === undefined) return undefined;
  }
  return undefined;
}
