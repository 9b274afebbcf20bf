import { DiagnosticsError, fault, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import { mergeValues } from '../../playbook/inputs-value.ts';
import type { ObjectSchema } from '../../schema/build.ts';
import { parseDocument } from '../../source/document.ts';
import type { Path } from '../../source/positions.ts';
import { CelText } from '../../source/tags.ts';
import { wantsText, wantsTexts } from './text-param.ts';

/** A param, or a part of one, as a word of the command line gives it. */
export interface ParamWord {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly span: Span;
  /** Where a part of the value is. */
  spanAt(part: Path): Span;
}

export interface GivenParams {
  readonly params: Readonly<Record<string, unknown>>;
  readonly words: readonly ParamWord[];
}

/**
 * Reads `NAME=VALUE` words, `NAME.KEY=VALUE` for a place within a map. The value of a param that is text is what
 * was typed, that of any other is YAML. Throws DiagnosticsError with all that is wrong, at its word.
 */
export function readParamWords(written: readonly string[], schema: ObjectSchema): GivenParams {
  const faults: Diagnostic[] = [];
  const words: ParamWord[] = [];
  for (const text of written) {
    try {
      const word = readWord(text, schema);
      const before = words.find(({ path }) => overlap(path, word.path));
      if (before) faults.push(fault('cli/exec', `${before.span.file} says it already`, { span: word.span }));
      else words.push(word);
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      faults.push(...error.diagnostics);
    }
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
  const params = words.reduce<unknown>((all, { path, value }) => mergeValues(all, nest(path, value)), {});
  return { params: params as GivenParams['params'], words };
}

function readWord(text: string, schema: ObjectSchema): ParamWord {
  const [, name, value] = /^([A-Za-z_][\w-]*(?:\.[\w-]+)*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined || name.split('.').includes('__proto__')) {
    const hint = 'a command stands after --, and without -m';
    const span = { file: text, line: 1, column: 1 };
    throw new DiagnosticsError([fault('cli/exec', 'a param is written NAME=VALUE', { span, hint })]);
  }
  const path = name.split('.');
  // The value may be a secret: a place names the word by what stands before it.
  const span = { file: `${name}=…`, line: 1, column: 1 };
  const start = name.length + 1;
  return { path, span, ...readValue(value, { path, schema, file: span.file, start }) };
}

interface ValuePlace {
  readonly path: readonly string[];
  readonly schema: ObjectSchema;
  readonly file: string;
  /** How much of the word stands before it. */
  readonly start: number;
}

function readValue(text: string, place: ValuePlace): Pick<ParamWord, 'value' | 'spanAt'> {
  const { file, start } = place;
  const shift = (span: Span): Span => (span.line === 1 ? { ...span, column: span.column + start } : span);
  if (isPlain(text, place)) {
    const [, expression] = /^!cel\s+(.*)$/s.exec(text) ?? [];
    const value = expression === undefined ? text : new CelText(expression);
    return { value, spanAt: () => shift({ file, line: 1, column: 1 }) };
  }
  try {
    const document = parseDocument(text, file);
    return { value: document.value, spanAt: (part) => shift(document.spanAt(part)) };
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    throw new DiagnosticsError(
      error.diagnostics.map((one) => (one.span ? { ...one, span: shift(one.span) } : one)),
    );
  }
}

/** Whether the text is the value. Braces at its start are a template: no YAML file is here to mistake them for a map. */
function isPlain(text: string, { path, schema }: ValuePlace): boolean {
  if (text === '' || text.startsWith('{{') || wantsText(schema, path)) return true;
  return wantsTexts(schema, path) && !text.startsWith('[');
}

function overlap(one: readonly string[], other: readonly string[]): boolean {
  const shared = Math.min(one.length, other.length);
  return one.slice(0, shared).every((key, at) => key === other[at]);
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
