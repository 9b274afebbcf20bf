import { DiagnosticsError, fault, type Span } from '../../core/diagnostic.ts';
import { K3Error, messageOf } from '../../core/errors.ts';
import { hintNearest } from '../../core/nearest.ts';
import { Secret } from '../../core/secret.ts';
import { Unknown } from '../../core/unknown.ts';
import { UnknownAccess, Usage, listKeys } from '../access.ts';
import type { Compiled, Scope } from '../compiled.ts';
import { templateError } from '../errors.ts';
import { WrongValue } from '../format.ts';
import { spanInside } from '../position.ts';
import { COMPILE_OPTIONS, handlebars, RENDERING, type Rendering } from './handlebars.ts';
import { inspectTemplate, type Mention } from './inspect.ts';
import { findParseError } from './parse-error.ts';
import { MissingValue, NoText, TextViews } from './view.ts';

/** Text without this is what it is. */
export function hasTemplate(text: string): boolean {
  return text.includes('{{');
}

/** Compiles a text with `{{ }}` in it. Throws DiagnosticsError with every fault of the text. */
export function compileHandlebars(text: string, span: Span): Compiled<string> {
  const program = parse(text, span);
  const { faults, references, mentions } = inspectTemplate(program, text, span);
  if (faults.length > 0) throw new DiagnosticsError(faults);

  const template = handlebars.compile(text, COMPILE_OPTIONS);
  const render = (scope: Scope): string | Unknown => {
    const usage = new Usage();
    const views = new TextViews(usage);
    const rendering: Rendering = { usage, views };
    try {
      const made = template(views.expose(scope, []), { data: { [RENDERING]: rendering } });
      // The contract promises that a text made with a secret is a Secret, which callers that may meet one expect.
      return usage.touchedSecret ? (new Secret(made) as unknown as string) : made;
    } catch (error) {
      if (error instanceof UnknownAccess) return error.unknown;
      throw describeFailure(error, { span, mentions, scope, usage });
    }
  };
  return { span, literal: undefined, references, render };
}

function parse(text: string, span: Span): hbs.AST.Program {
  try {
    return handlebars.parse(text);
  } catch (error) {
    const { offset, message, hint } = findParseError(error, text);
    throw new DiagnosticsError([
      fault('template/syntax', message, { span: spanInside(span, text, offset), hint }),
    ]);
  }
}

interface Failing {
  readonly span: Span;
  readonly mentions: readonly Mention[];
  readonly scope: Scope;
  readonly usage: Usage;
}

function describeFailure(error: unknown, { span, mentions, scope, usage }: Failing): K3Error {
  if (error instanceof MissingValue) return describeMissing(error, { span, mentions, scope, usage });
  if (error instanceof NoText) {
    const name = error.path.join('.') || 'the value';
    const place = findMention(mentions, error.path)?.span ?? span;
    const hint = error.noun === 'null' ? `write {{default ${name} "…"}}` : 'use json or yaml to print it';
    return templateError('no-text', `${name} is ${error.noun}, not a text`, { span: place, hint });
  }
  if (error instanceof WrongValue)
    return templateError('wrong-value', error.message, { span, hint: error.hint });
  // Handlebars reads on from a text or a number as if it were a map.
  const stuck = mentions.find(({ parts }) => parts.length > 1 && leadsThroughScalar(scope, parts));
  if (stuck) {
    const name = stuck.parts.join('.');
    return templateError('undefined', `"${name}" is not defined: a part of it is no map`, {
      span: stuck.span,
    });
  }
  return templateError('failed', usage.redact(messageOf(error)), { span });
}

function describeMissing(error: MissingValue, { span, mentions, scope }: Failing): K3Error {
  const name = error.path.join('.');
  const last = error.path.at(-1) ?? '';
  const place = findMention(mentions, error.path)?.span ?? span;
  const inRoot = error.siblings.length > 0 && !error.siblings.includes(last) && Object.hasOwn(scope, last);
  const hint =
    inRoot && !Object.hasOwn(scope, error.path[0] ?? '')
      ? `within a block, write ../${last} or @root.${last}`
      : (hintNearest(last, error.siblings) ?? `give it a value, or write {{default ${name} "…"}}`);
  return templateError('undefined', name ? `"${name}" is not defined` : 'a value is not defined', {
    span: place,
    hint,
  });
}

/** Where the template reads this path; inside a block it knows only the path's end. */
function findMention(mentions: readonly Mention[], path: readonly string[]): Mention | undefined {
  const whole = path.join('.');
  return (
    mentions.find(({ parts }) => `${parts.join('.')}.`.startsWith(`${whole}.`)) ??
    mentions.find(({ parts }) => parts.includes(path.at(-1) ?? ''))
  );
}

function leadsThroughScalar(scope: Scope, parts: readonly string[]): boolean {
  let value: unknown = scope;
  for (const part of parts) {
    if (value === null || typeof value !== 'object') return true;
    if (!listKeys(value).includes(part)) return false;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return false;
}
