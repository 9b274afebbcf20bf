import type { HelperOptions } from 'handlebars';
import type { Partial } from './ast.ts';
import type { TextViews } from './view.ts';

/** What `{{> name}}` is turned into: a helper that no template can name. */
export const INCLUDE = 'k3-include';

export type Template = (context: unknown, options: { readonly data: unknown }) => string;

/** `{{> name}}`, with the file of that name. */
export interface Include {
  readonly statement: Partial;
  readonly file: string;
}

interface IncludeCall {
  readonly context: unknown;
  /** The file, and what stands for the context if it is given. */
  readonly given: readonly unknown[];
  readonly options: HelperOptions;
  readonly views: TextViews;
  readonly templates: ReadonlyMap<string, Template>;
}

/** The text of an included template, moved right as far as the line that includes it. */
export function runInclude({ context, given, options, views, templates }: IncludeCall): string {
  const [file, indent, ...contexts] = given;
  const named = options.hash as Readonly<Record<string, unknown>>;
  const around = contexts.length > 0 ? contexts[0] : context;
  const inside = Object.keys(named).length > 0 ? views.layer(around, named) : around;
  const text = templates.get(String(file))?.(inside, { data: options.data as unknown }) ?? '';
  return indent === '' ? text : text.replaceAll(/^(?=[^])/gm, () => String(indent));
}

/**
 * Calls of the helper in place of what Handlebars has for including: that copies the names of a scope, and so
 * would work out each of them, and does not know of ours.
 */
export function rewriteIncludes(includes: readonly Include[]): void {
  for (const { statement, file } of includes) {
    const { loc } = statement;
    const literal = (value: string): object => ({ type: 'StringLiteral', value, original: value, loc });
    Object.assign(statement, {
      type: 'MustacheStatement',
      path: { type: 'PathExpression', data: false, depth: 0, parts: [INCLUDE], original: INCLUDE, loc },
      params: [literal(file), literal(statement.indent ?? ''), ...statement.params],
      escaped: false,
    });
  }
}
