import type { Span } from '../../core/diagnostic.ts';
import type { Partial } from './ast.ts';
import type { Partials, TemplateSource } from './partials.ts';

export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The text that is looked at, and the files by way of which it is. */
export interface Visited {
  readonly text: string;
  readonly span: Span;
  readonly trail: readonly string[];
}

/** The template that another includes, or why it cannot; undefined where its own faults are told already. */
export function findIncluded(
  name: Partial['name'],
  { span, trail }: Visited,
  partials: Partials | undefined,
): TemplateSource | Fault | undefined {
  if (!partials) {
    const hint = 'use the template module, with a file of its own';
    return { code: 'partial', message: 'only template files include others', hint };
  }
  if (name.type !== 'PathExpression') {
    return { code: 'partial', message: 'a template is included by its name as it is written' };
  }
  const target = partials.find(name.original, span.file);
  if (target === undefined) {
    const hint = 'it is looked for beside this template, in `templates` there, and among the bundled ones';
    return { code: 'no-partial', message: `there is no template "${name.original}"`, hint };
  }
  if (trail.includes(target)) {
    return { code: 'partial', message: `"${name.original}" includes itself by way of this template` };
  }
  return partials.sources.get(target);
}
