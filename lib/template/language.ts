import type { Environment } from '@marcbachmann/cel-js';
import { createEnvironment, environment } from './cel/environment.ts';
import type { OwnFilter } from './filters/call.ts';
import { buildFunctions } from './filters/functions.ts';
import { buildHelper } from './filters/helper.ts';
import { createTextLanguage, type TextLanguage } from './text/handlebars.ts';
import { gatherHelpers } from './text/helper.ts';
import { HELPERS } from './text/helpers.ts';

/** What the texts and expressions of a project can call. Made once, it is handed to all that compiles. */
export interface Language {
  readonly text: TextLanguage;
  readonly cel: Environment;
  /** Those of the user's own. */
  readonly filters: readonly OwnFilter[];
}

/** What k3play brings. */
export const BUNDLED: Language = { text: createTextLanguage(HELPERS), cel: environment, filters: [] };

/** The same with filters of the user's own, whose names are free and differ. */
export function createLanguage(filters: readonly OwnFilter[]): Language {
  if (filters.length === 0) return BUNDLED;
  const own = Object.fromEntries(filters.map((one) => [one.filter.name, buildHelper(one)]));
  return {
    text: createTextLanguage({ ...HELPERS, ...gatherHelpers('Your own', own) }),
    cel: createEnvironment(filters.flatMap(buildFunctions)),
    filters,
  };
}
