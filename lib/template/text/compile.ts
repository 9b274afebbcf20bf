import { describeDiagnostic, DiagnosticsError, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import { Secret } from '../../core/secret.ts';
import type { Unknown } from '../../core/unknown.ts';
import { UnknownAccess, Usage } from '../access.ts';
import type { Compiled, Scope } from '../compiled.ts';
import { templateError } from '../errors.ts';
import type { Program } from './ast.ts';
import { describeFailure } from './failure.ts';
import { RENDERING, type Rendering, type TextLanguage } from './handlebars.ts';
import { rewriteIncludes } from './include.ts';
import { inspectTemplate, type InspectOptions } from './inspect.ts';
import { parseTemplate } from './parse.ts';
import { loadPartials, startOf, type FindPartial } from './partials.ts';
import { TextViews } from './view.ts';

/** Text without this is what it is. */
export function hasTemplate(text: string): boolean {
  return text.includes('{{');
}

/** Compiles a text with `{{ }}` in it. Throws DiagnosticsError with every fault of the text. */
export function compileHandlebars(text: string, span: Span, language: TextLanguage): Compiled<string> {
  return compileProgram(parseTemplate(text, span), { text, span, partials: undefined, language });
}

export interface FileOptions {
  readonly find: FindPartial;
  readonly language: TextLanguage;
}

/** The same for a file, with the templates it includes. */
export async function compileTemplate(
  text: string,
  file: string,
  { find, language }: FileOptions,
): Promise<Compiled<string>> {
  const span = startOf(file);
  const program = parseTemplate(text, span);
  const partials = await loadPartials({ file, text, program }, find);
  return compileProgram(program, { text, span, partials, language });
}

interface ProgramOptions extends Omit<InspectOptions, 'helpers'> {
  readonly language: TextLanguage;
}

function compileProgram(program: Program, { language, ...options }: ProgramOptions): Compiled<string> {
  const { span, partials } = options;
  const { references, mentions, calls, variables, includes, ...found } = inspectTemplate(program, {
    ...options,
    helpers: language.helpers,
  });
  const faults = [...(partials?.faults ?? []), ...listOnce(found.faults)];
  if (faults.length > 0) throw new DiagnosticsError(faults);

  // Handlebars would call the helper; a name with "./" is a variable.
  for (const path of variables) Object.assign(path, { original: `./${path.original}` });
  rewriteIncludes(includes);
  const template = language.compile(program);
  const templates = new Map(
    [...(partials?.sources ?? [])].map(([file, source]) => [file, language.compile(source.program)]),
  );
  const render = (scope: Scope): string | Unknown => {
    const usage = new Usage();
    const views = new TextViews(usage);
    const rendering: Rendering = { usage, views, templates };
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
  const literal =
    mentions.length === 0 && calls.length === 0 ? { value: template({}, { data: {} }) } : undefined;
  return { span, literal, references, render };
}

/** A template that is included in two places has its faults once. */
function listOnce(faults: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(faults.map((one) => [describeDiagnostic(one), one])).values()];
}
