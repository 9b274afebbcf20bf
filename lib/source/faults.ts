import { isMap, isScalar, type Node, type YAMLError } from 'yaml';
import { fault, type Diagnostic, type Span } from '../core/diagnostic.ts';

interface Places {
  readonly spanOf: (offset: number) => Span;
  /** Where the quoted text begins that ends at this offset. */
  readonly quoteAt?: (offset: number) => number | undefined;
}

/** Each line gets one fault: what follows the first on a line is its echo. */
export function describeYamlErrors(
  errors: readonly YAMLError[],
  text: string,
  { spanOf, quoteAt }: Places,
): Diagnostic[] {
  const faults = new Map<number, Diagnostic>();
  let echoing = false;
  for (const error of errors) {
    const span = spanOf(error.pos[0]);
    if (faults.has(span.line)) continue;
    // Once the parser has lost its way, all further tokens are "unexpected".
    if (error.code === 'UNEXPECTED_TOKEN' && echoing) continue;
    echoing = error.code === 'UNEXPECTED_TOKEN';
    const quote = error.code === 'MISSING_CHAR' ? quoteAt?.(error.pos[0]) : undefined;
    if (quote !== undefined) {
      const message = 'this quote is not closed';
      faults.set(span.line, fault('source/unclosed', message, { span: spanOf(quote) }));
      continue;
    }
    faults.set(span.line, describe(error, lineAt(text, error.pos[0]), span));
  }
  return [...faults.values()];
}

/** A text that goes on in the next line, where a key stands that is indented too far. */
const DEEPER = {
  code: 'nested-map',
  message: 'the line below is indented too far, and so belongs to this text',
  hint: 'begin it right below the key here',
} as const satisfies Words;

function describe(error: YAMLError, line: string, span: Span): Diagnostic {
  const unquoted = /(?:^|[:\-[,])\s+(\{\{.*)$/.exec(line);
  if (unquoted?.[1] && SYNTAX.has(error.code)) {
    return fault('source/unquoted-template', 'a value that starts with {{ must be quoted', {
      span: { ...span, column: line.length - unquoted[1].length + 1 },
      hint: `write '${unquoted[1].trimEnd()}'`,
    });
  }
  const isDeeper = error.code === 'BLOCK_AS_IMPLICIT_KEY' && !/:(\s|$)/.test(line.slice(span.column - 1));
  const own: Words | undefined = isDeeper ? DEEPER : OWN_WORDS[error.code];
  if (own) return fault(`source/${own.code}`, own.message, { span, hint: own.hint });
  const message = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return fault('source/syntax', `YAML: ${message}`, { span });
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
}

/** Whether a map is what YAML makes of an unquoted `{{ name }}`: a map whose only key is a map of one key. */
export function looksUnquoted(node: Node): boolean {
  if (!isMap(node) || !node.flow) return false;
  const [pair] = node.items;
  if (!pair || pair.value !== null || !isMap(pair.key) || !pair.key.flow) return false;
  return pair.key.items.every((inner) => inner.value === null && isScalar(inner.key));
}

export function hintUnquoted(text: string, node: Node): string {
  const [start, end] = node.range ?? [0, 0];
  return `write '${text.slice(start, end).replace(/\s+/g, ' ')}'`;
}

const SYNTAX: ReadonlySet<string> = new Set([
  'UNEXPECTED_TOKEN',
  'BAD_INDENT',
  'MISSING_CHAR',
  'BLOCK_AS_IMPLICIT_KEY',
]);

interface Words {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

const OWN_WORDS: Readonly<Partial<Record<YAMLError['code'], Words>>> = {
  TAB_AS_INDENT: { code: 'tab', message: 'a tab cannot indent YAML', hint: 'use spaces' },
  MULTIPLE_DOCS: {
    code: 'multiple-documents',
    message: 'a file holds one document',
    hint: 'split it at "---"',
  },
  BAD_INDENT: {
    code: 'indentation',
    message: 'this line is not indented as its neighbours are, or a bracket above is not closed',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    code: 'nested-map',
    message: 'a second ": " on one line',
    hint: 'quote the value, or put it on a line of its own',
  },
  BAD_SCALAR_START: {
    code: 'reserved-character',
    message: 'text cannot start with this character',
    hint: 'quote it',
  },
  BAD_DQ_ESCAPE: {
    code: 'escape',
    message: 'this escape is not known within "…"',
    hint: "double the backslash, or use '…'",
  },
  MISSING_CHAR: { code: 'unclosed', message: 'a quote, a bracket or a comma is missing here or above' },
  UNEXPECTED_TOKEN: {
    code: 'unexpected',
    message: 'this does not belong here',
    hint: 'look for a missing quote, a missing "- " or wrong indentation above',
  },
  MULTILINE_IMPLICIT_KEY: {
    code: 'multiline-key',
    message: 'a key must be on one line',
    hint: 'is a ":" or a quote missing?',
  },
  BAD_ALIAS: {
    code: 'unknown-alias',
    message: 'this alias has no anchor above it',
    hint: 'quote text that starts with "*"',
  },
};
