import { stringify } from 'yaml';

/** Plain data as YAML block text, with its last line end. */
export function stringifyYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, version: '1.2', aliasDuplicateObjects: false });
}
