import { Templated } from '../schema/examine.ts';
import { CelText, LookedUp } from '../source/tags.ts';
import { typeOfExpression } from './cel/compile.ts';
import type { Language } from './language.ts';
import { hasTemplate } from './text/compile.ts';

/** A value of a user's file with a Templated for all that a template will make, for `checkParams`. */
export function shapeOf(value: unknown, language: Language): unknown {
  if (value instanceof CelText) return new Templated(typeOfExpression(value.text, language.cel));
  if (value instanceof LookedUp) return value.value;
  if (typeof value === 'string') return hasTemplate(value) ? new Templated('string') : value;
  if (Array.isArray(value)) return value.map((item) => shapeOf(item, language));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shapeOf(part, language)]));
}
