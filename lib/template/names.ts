import { environment } from './cel/environment.ts';

/** Words of the expression language, and those it keeps for itself. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return ' +
    'var void while __proto__ prototype constructor this'
  ).split(' '),
);

/** Why a variable cannot have this name, or undefined where it can. */
export function explainName(name: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name))
    return 'a name has letters, digits and "_" only, and starts with no digit';
  if (WORDS.has(name)) return `"${name}" is a word of the expression language`;
  if (environment.hasVariable(name)) return `"${name}" is a type of the expression language`;
  return undefined;
}
