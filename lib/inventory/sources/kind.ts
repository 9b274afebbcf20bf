import { isPlainMap } from '../../schema/examine.ts';

/** How the text of a source is to be read. */
export type SourceKind = 'program' | 'yaml' | 'ini';

/**
 * Told by what the text begins with: `#!` is a program; `[group]`, or a host with nothing but settings behind it,
 * is INI; all else is YAML, of which JSON is a part. A name that ends in .yml, .yaml or .json is believed.
 */
export function detectKind(text: string, file: string): SourceKind {
  if (text.startsWith('#!')) return 'program';
  if (/\.(ya?ml|json)$/i.test(file)) return 'yaml';
  const first = text.split('\n').find((line) => !/^\s*([#;]|$)/.test(line)) ?? '';
  if (/^\s*\[\s*[\w.:-]/.test(first)) return 'ini';
  if (/^(---|[[{%-]|\s)/.test(first) || /^("[^"]*"|'[^']*'|[^\s"'=]+):(\s|$)/.test(first)) return 'yaml';
  return first === '' ? 'yaml' : 'ini';
}

/** Whether a YAML or JSON text is an inventory of Ansible's: a map of groups, with nothing at its top but these. */
export function isAnsible(value: unknown): boolean {
  if (!isPlainMap(value)) return false;
  const own = ['groups', 'connection', 'constructed', 'vars'].some((name) => Object.hasOwn(value, name));
  if (own && !(isPlainMap(value['all']) && !Object.hasOwn(value, 'groups'))) return false;
  const groups = Object.entries(value).flatMap(([name, group]) => (name === '_meta' ? [] : [group]));
  return groups.some(isAnsibleGroup) && groups.every((group) => isAnsibleGroup(group) || isEmpty(group));
}

function isAnsibleGroup(group: unknown): boolean {
  if (Array.isArray(group)) return group.length > 0;
  return isPlainMap(group) && Object.keys(group).some((key) => ANSIBLE_KEYS.has(key));
}

/** Such a map may as well be a misspelt key of k3play's. */
function isEmpty(group: unknown): boolean {
  return group === null || (typeof group === 'object' && Object.keys(group).length === 0);
}

const ANSIBLE_KEYS: ReadonlySet<string> = new Set(['hosts', 'children', 'vars']);
