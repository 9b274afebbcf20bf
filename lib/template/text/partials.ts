import { DiagnosticsError, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import { readSource } from '../../source/document.ts';
import type { Partial, Program, Statement } from './ast.ts';
import { parseTemplate } from './parse.ts';

/** The file that a template includes under a name; undefined where there is none. */
export type FindPartial = (name: string, from: string) => string | undefined;

export interface TemplateSource {
  readonly file: string;
  readonly text: string;
  readonly program: Program;
}

/** The templates that a template file may include, by way of one another. */
export interface Partials {
  readonly find: FindPartial;
  readonly sources: ReadonlyMap<string, TemplateSource>;
  /** Of files that are no templates. */
  readonly faults: readonly Diagnostic[];
}

/** Reads every template that one includes, each once. */
export async function loadPartials(root: TemplateSource, find: FindPartial): Promise<Partials> {
  const sources = new Map<string, TemplateSource>();
  const faults: Diagnostic[] = [];
  const seen = new Set<string>();

  async function follow({ file, program }: TemplateSource): Promise<void> {
    for (const { name } of listPartials(program)) {
      const target = name.type === 'PathExpression' ? find(name.original, file) : undefined;
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      const source = await load(target);
      if (!source) continue;
      sources.set(target, source);
      await follow(source);
    }
  }

  async function load(file: string): Promise<TemplateSource | undefined> {
    try {
      const text = await readSource(file, 'template');
      return { file, text, program: parseTemplate(text, startOf(file)) };
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      faults.push(...error.diagnostics);
      return undefined;
    }
  }

  await follow(root);
  return { find, sources, faults };
}

export function startOf(file: string): Span {
  return { file, line: 1, column: 1 };
}

function listPartials(program: Program | undefined): Partial[] {
  return (program?.body ?? []).flatMap((statement: Statement) => {
    if (statement.type === 'PartialStatement') return [statement];
    if (statement.type !== 'BlockStatement') return [];
    return [...listPartials(statement.program), ...listPartials(statement.inverse)];
  });
}
