import { environment } from '../cel/environment.ts';
import { LANGUAGE_FUNCTIONS } from '../cel/library/language.ts';
import { explainName } from '../names.ts';
import { BLOCKS } from '../text/blocks.ts';
import { HELPERS } from '../text/helpers.ts';

/** Why a filter cannot have this name, or undefined where it can; whether k3play has it already is another matter. */
export function explainFilterName(name: string): string | undefined {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
    return 'a filter is named like megabytes or asList: letters and digits, the first a small letter';
  }
  return explainName(name);
}

/** Whether a helper, a block or a function of k3play has this name. */
export function isBundledName(name: string): boolean {
  if (Object.hasOwn(HELPERS, name) || Object.hasOwn(BLOCKS, name)) return true;
  const { functions } = environment.getDefinitions();
  const words = LANGUAGE_FUNCTIONS.functions.map(({ signature }) => /(\w+)\(/.exec(signature)?.[1]);
  return functions.some((one) => one.name === name) || words.includes(name);
}
