import { parseDocument } from 'yaml';

/** YAML text with one scalar replaced, all else as it stands; undefined where there is no such place. */
export function replaceInYaml(
  text: string,
  path: readonly (string | number)[],
  value: string,
): string | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !document.hasIn(path)) return undefined;
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}
