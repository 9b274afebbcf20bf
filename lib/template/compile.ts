import { DiagnosticsError, type Diagnostic, type Span } from '../core/diagnostic.ts';
import { readSource } from '../source/document.ts';
import type { Path } from '../source/positions.ts';
import { CelText, LookedUp } from '../source/tags.ts';
import { compileCel, type CompiledExpression } from './cel/compile.ts';
import type { Compiled, Scope } from './compiled.ts';
import { BUNDLED, type Language } from './language.ts';
import { compileLiteral } from './literal.ts';
import { compileHandlebars, compileTemplate, hasTemplate } from './text/compile.ts';
import { startOf, type FindPartial } from './text/partials.ts';

/** A CEL expression, as in `when`. Throws DiagnosticsError where its syntax or its types are wrong. */
export function compileExpression(text: string, span: Span, language = BUNDLED): CompiledExpression {
  return compileCel(text, span, language.cel);
}

/** Text with `{{ }}`. Throws DiagnosticsError with every fault in it. */
export function compileText(text: string, span: Span, language = BUNDLED): Compiled<string> {
  return hasTemplate(text) ? compileHandlebars(text, span, language.text) : compileLiteral(text, span);
}

/**
 * A template file of the user's, with those it includes. Throws DiagnosticsError where one cannot be read or is
 * wrong.
 */
export async function compileTemplateFile(
  file: string,
  find: FindPartial,
  language = BUNDLED,
): Promise<Compiled<string>> {
  const text = await readSource(file, 'template');
  if (!hasTemplate(text)) return compileLiteral(text, startOf(file));
  return compileTemplate(text, file, { find, language: language.text });
}

type SpanOf = (path: Path) => Span;

/**
 * A value of a user's file with all templates in it compiled: maps, lists, text with `{{ }}` and `!cel`.
 * Throws DiagnosticsError with every fault in it. Keys are text as written, never templates.
 */
export function compileValue(value: unknown, spans: SpanOf, language = BUNDLED): Compiled {
  const faults: Diagnostic[] = [];
  const compiled = compilePart(value, [], { spans, faults, language });
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return compiled;
}

interface Context {
  readonly spans: SpanOf;
  readonly faults: Diagnostic[];
  readonly language: Language;
}

function compilePart(value: unknown, path: Path, context: Context): Compiled {
  const { language } = context;
  const span = context.spans(path);
  if (typeof value === 'string') return collect(() => compileText(value, span, language), span, context);
  if (value instanceof CelText)
    return collect(() => compileExpression(value.text, span, language), span, context);
  if (value instanceof LookedUp) return compileLiteral(value.value, span);
  if (value === null || typeof value !== 'object') return compileLiteral(value, span);

  const parts = Object.entries(value).map(([key, part]): readonly [string, Compiled] => [
    key,
    compilePart(part, [...path, Array.isArray(value) ? Number(key) : key], context),
  ]);
  const render = (scope: Scope): unknown => {
    if (Array.isArray(value)) return parts.map(([, part]) => part.render(scope));
    return Object.fromEntries(parts.map(([key, part]) => [key, part.render(scope)]));
  };
  const references = parts.flatMap(([, part]) => part.references);
  const literal = parts.every(([, part]) => part.literal) ? { value: render({}) } : undefined;
  return { span, literal, references, render: literal ? () => literal.value : render };
}

/** Faults are gathered, so that one file tells all of them. */
function collect(compile: () => Compiled, span: Span, { faults }: Context): Compiled {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    faults.push(...error.diagnostics);
    return compileLiteral(null, span);
  }
}
