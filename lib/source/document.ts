import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument as parseYaml, visit, type Document } from 'yaml';
import { DiagnosticsError, fault, type Span } from '../core/diagnostic.ts';
import { messageOf } from '../core/errors.ts';
import { describeYamlErrors } from './faults.ts';
import { celTag, readNodes, secretTag } from './nodes.ts';
import { Positions, type Path } from './positions.ts';
import { noteRead, type ReadAs } from './read-log.ts';

/** A YAML file as plain data, with the place of every part of it. `!cel` values are CelText. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  /** Where the value at this path starts; where there is none, its nearest ancestor. */
  spanAt(path: Path): Span;
  /** Where the key of the map entry at this path starts; for list items the same as `spanAt`. */
  keySpanAt(path: Path): Span;
}

export interface ParseOptions {
  /** Whether `!secret name` may be written; its value is a SecretName then. */
  readonly secrets?: boolean;
  /** Whether `!env`, `!file`, `!command` and `!http` may be written; each value is a Lookup then. */
  readonly lookups?: boolean;
}

/** Parses YAML 1.2. Throws DiagnosticsError with every fault of the text at once. */
export function parseDocument(
  text: string,
  file: string,
  { secrets = false, lookups = false }: ParseOptions = {},
): SourceDocument {
  const lines = new LineCounter();
  const document = parseYaml(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    // Told of by `readNodes`; here each key would be held against all before it.
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    customTags: [celTag, secretTag],
  });
  const spanOf = (offset: number): Span => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };

  const syntax = describeYamlErrors(document.errors, text, {
    spanOf,
    quoteAt: (offset) => findQuote(document, offset),
  });
  if (syntax.length > 0) throw new DiagnosticsError(syntax);
  const { value, faults } = readNodes(document, { text, spanOf, secrets, lookups });
  if (faults.length > 0) throw new DiagnosticsError(faults);

  const positions = new Positions(document, text);
  return {
    file,
    value,
    spanAt: (path) => spanOf(positions.locate({ path, part: 'value' })),
    keySpanAt: (path) => spanOf(positions.locate({ path, part: 'key' })),
  };
}

/** Where the quoted text begins that reaches to this offset, where there is one. */
function findQuote(document: Document, offset: number): number | undefined {
  let found: number | undefined;
  visit(document, {
    Scalar(_, { type, range }) {
      if (!type?.startsWith('QUOTE') || !range) return;
      if (range[0] < offset && range[1] >= offset) found = range[0];
    },
  });
  return found;
}

/** Reads and parses a YAML file. Throws DiagnosticsError, also where the file cannot be read. */
export async function loadDocument(file: string, options: ParseOptions = {}): Promise<SourceDocument> {
  return parseDocument(await readSource(file), file, options);
}

/** The text of a file of the user's; DiagnosticsError `source/not-found` and the like where it cannot be read. */
export async function readSource(file: string, as: ReadAs = 'data'): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new DiagnosticsError([describeReadError(file, error)]);
  }
  noteRead(file, bytes, as);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const hint = 'save it as UTF-8 text';
    throw new DiagnosticsError([fault('source/not-text', `${file} is not UTF-8 text`, { hint })]);
  }
}

function describeReadError(file: string, error: unknown) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fault('source/not-found', `there is no file ${file}`);
    case 'EISDIR':
      return fault('source/not-a-file', `${file} is a folder, not a file`);
    case 'EACCES':
    case 'EPERM':
      return fault('source/not-readable', `${file} cannot be read: permission denied`);
    default:
      return fault('source/not-readable', `${file} cannot be read: ${messageOf(error)}`);
  }
}
