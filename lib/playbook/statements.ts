import { isPlainMap } from '../schema/examine.ts';
import type { Faults } from './faults.ts';
import type { Place } from './place.ts';

const STATEMENT = /\{%[-+]?\s*(if|elif|else|for|set|macro|block|include|raw|endif|endfor)\b[^%]*%\}/;

/** Warns of text with statements of Jinja: it is taken as it stands, which may be meant. */
export function warnOfStatements(place: Place, faults: Faults): void {
  const { value, span } = place;
  if (Array.isArray(value)) for (const item of place.items()) warnOfStatements(item, faults);
  if (isPlainMap(value)) for (const key of place.keys()) warnOfStatements(place.at(key), faults);
  const [, word] = typeof value === 'string' ? (STATEMENT.exec(value) ?? []) : [];
  if (word === undefined) return;
  const hint = 'text knows {{#if}} and {{#each}}; see k3play functions';
  faults.warn('statement', `"{% ${word} … %}" is written as it stands`, { span, hint });
}
