import { isScalar, parseDocument } from 'yaml';

/** YAML text with one scalar replaced, all else as it stands; undefined where there is no such scalar. */
export function replaceInYaml(
  text: string,
  path: readonly (string | number)[],
  value: string,
): string | undefined {
  const document = parseDocument(text);
  const node = document.getIn(path, true);
  if (document.errors.length > 0 || !isScalar(node) || !node.range) return undefined;
  const [start, end] = node.range;
  const spellings = node.type === 'PLAIN' ? [value, JSON.stringify(value)] : [JSON.stringify(value)];
  return spellings
    .map((spelling) => text.slice(0, start) + spelling + text.slice(end))
    .find((replaced) => readsBack(replaced, path, value));
}

/** A plain word may be a number, or end at a comma: only what reads back as itself was written well. */
function readsBack(text: string, path: readonly (string | number)[], value: string): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && document.getIn(path) === value;
}
