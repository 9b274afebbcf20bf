import { DiagnosticsError, fault, type Span } from '../../core/diagnostic.ts';
import { Secret } from '../../core/secret.ts';
import type { Unknown } from '../../core/unknown.ts';
import { UnknownAccess, Usage } from '../access.ts';
import type { Compiled, Scope } from '../compiled.ts';
import { templateError } from '../errors.ts';
import { spanInside } from '../position.ts';
import type { Program } from './ast.ts';
import { describeFailure } from './failure.ts';
import { COMPILE_OPTIONS, handlebars, RENDERING, type Rendering } from './handlebars.ts';
import { inspectTemplate } from './inspect.ts';
import { findParseError } from './parse-error.ts';
import { TextViews } from './view.ts';

/** Text without this is what it is. */
export function hasTemplate(text: string): boolean {
  return text.includes('{{');
}

/** Compiles a text with `{{ }}` in it. Throws DiagnosticsError with every fault of the text. */
export function compileHandlebars(text: string, span: Span): Compiled<string> {
  const program = parse(text, span);
  const { faults, references, mentions, calls, variables } = inspectTemplate(program, text, span);
  if (faults.length > 0) throw new DiagnosticsError(faults);

  // Handlebars would call the helper; a name with "./" is a variable.
  for (const path of variables) Object.assign(path, { original: `./${path.original}` });
  const template = handlebars.compile(program, COMPILE_OPTIONS);
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
      const { code, message, place, hint } = describeFailure(error, {
        span,
        mentions,
        calls,
        scope,
        usage,
        views,
      });
      throw templateError(code, message, { span: place, hint });
    }
  };
  // Nothing but text and escaped braces.
  const literal = mentions.length === 0 && calls.length === 0 ? { value: template({}) } : undefined;
  return { span, literal, references, render };
}

function parse(text: string, span: Span): Program {
  try {
    return handlebars.parse(text) as unknown as Program;
  } catch (error) {
    const { offset, message, hint } = findParseError(error, text);
    throw new DiagnosticsError([
      fault('template/syntax', message, { span: spanInside(span, text, offset), hint }),
    ]);
  }
}
