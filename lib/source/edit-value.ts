import { isDeepStrictEqual } from 'node:util';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { DiagnosticsError, fault, type Diagnostic, type Span } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';
import { describeYamlErrors } from './faults.ts';
import { findJsonFault } from './json-fault.ts';
import { planSplice } from './value-splice.ts';
import { describeValueKeys, type ValueKeys } from './value-keys.ts';

export type ValueFormat = 'json' | 'yaml';

/** What is wanted of one value of a file. */
export interface ValueEdit {
  /** Path of the file, for faults. */
  readonly file: string;
  readonly format: ValueFormat;
  readonly keys: ValueKeys;
  /** Plain data; undefined takes the value away. */
  readonly value: unknown;
}

/**
 * The text with one value as wanted, all else as it stands to the byte. Throws DiagnosticsError where the text
 * cannot be understood, or leads elsewhere than the keys say.
 */
export function editValue(text: string, edit: ValueEdit): string {
  const parsed = parse(text, edit);
  const before = toData(parsed, edit);
  const after = setValue(structuredClone(before), edit);
  if (isDeepStrictEqual(before, after) && hasValue(before, edit.keys) === (edit.value !== undefined))
    return text;
  const splice = planSplice({ document: parsed.document, text, isJson: edit.format === 'json' }, edit);
  if ('message' in splice) {
    throw new DiagnosticsError([
      fault('value/elsewhere', splice.message, { span: parsed.spanOf(splice.offset), hint: splice.hint }),
    ]);
  }
  const edited = text.slice(0, splice.start) + splice.text + text.slice(splice.end);
  if (!readsAs(edited, edit, after)) {
    throw new DiagnosticsError([
      fault('value/entangled', `${describeValueKeys(edit.keys)} cannot be edited without changing more`, {
        span: parsed.spanOf(splice.start),
        hint: 'template writes the whole file',
      }),
    ]);
  }
  return edited;
}

interface Parsed {
  readonly document: Document;
  readonly spanOf: (offset: number) => Span;
}

function parse(text: string, { file, format }: ValueEdit): Parsed {
  const lines = new LineCounter();
  const document = parseYaml(text, { file, lines });
  const spanOf = (offset: number): Span => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = format === 'json' ? describeJson(text, spanOf) : [];
  const broken = faults.length > 0 ? faults : describeYamlErrors(document.errors, text, { spanOf });
  if (broken.length > 0) throw new DiagnosticsError(broken);
  return { document, spanOf };
}

/** YAML has all of JSON in it, so one parser knows where the values of both are. */
function parseYaml(
  text: string,
  { file, lines }: { readonly file: string; readonly lines: LineCounter },
): Document {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      prettyErrors: false,
      keepSourceTokens: true,
      lineCounter: lines,
      logLevel: 'error',
    });
  } catch (error) {
    throw unreadable(file, messageOf(error));
  }
}

function describeJson(text: string, spanOf: (offset: number) => Span): Diagnostic[] {
  if (text.trim() === '') return [];
  const found = findJsonFault(text);
  return found ? [fault('source/syntax', `JSON: ${found.message}`, { span: spanOf(found.offset) })] : [];
}

/** Aliases without an anchor, or too many of them, show only when the file is turned into data. */
function toData({ document }: Pick<Parsed, 'document'>, { file }: Pick<ValueEdit, 'file'>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw unreadable(file, messageOf(error));
  }
}

function unreadable(file: string, reason: string): DiagnosticsError {
  return new DiagnosticsError([
    fault('source/syntax', `YAML: ${reason}`, { span: { file, line: 1, column: 1 } }),
  ]);
}

function readsAs(text: string, edit: ValueEdit, wanted: unknown): boolean {
  try {
    return isDeepStrictEqual(toData(parse(text, edit), edit), wanted);
  } catch {
    return false;
  }
}

function hasValue(data: unknown, keys: ValueKeys): boolean {
  let node = data;
  for (const key of keys) {
    if (!isCollection(node) || !Object.hasOwn(node, key)) return false;
    node = node[key];
  }
  return true;
}

/** Data with the value as wanted; the splice has the say where the keys lead nowhere. */
function setValue(data: unknown, { keys, value }: ValueEdit): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (value === undefined && !hasValue(data, keys)) return data;
  const holder = data ?? (typeof key === 'number' ? [] : {});
  if (!isCollection(holder)) return data;
  if (rest.length === 0 && value === undefined) Reflect.deleteProperty(holder, key);
  else {
    const inner = setValue(Object.hasOwn(holder, key) ? holder[key] : undefined, { ...edit(rest), value });
    Object.defineProperty(holder, key, {
      value: inner,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return holder;
}

function edit(keys: ValueKeys): Pick<ValueEdit, 'keys' | 'file' | 'format'> {
  return { keys, file: '', format: 'yaml' };
}

function isCollection(value: unknown): value is Record<string | number, unknown> {
  return value !== null && typeof value === 'object';
}
