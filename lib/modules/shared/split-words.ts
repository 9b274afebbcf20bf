/**
 * Splits a command line as a shell does: words parted by blanks, 'single' and "double" quotes, a backslash
 * before a character. Nothing else is special: no variables, no patterns, no pipes. Undefined where a quote is
 * not closed or the line ends in a backslash.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const word = takeWord(rest);
    if (word === undefined) return undefined;
    words.push(word.text);
    rest = rest.slice(word.length).trimStart();
  }
  return words;
}

/** A run of plain characters, an escaped character, or a quoted part. */
const PART = /^(?:([^\s'"\\]+)|\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)")/;

function takeWord(line: string): { readonly text: string; readonly length: number } | undefined {
  let text = '';
  let length = 0;
  while (length < line.length && !/\s/.test(line.charAt(length))) {
    const match = PART.exec(line.slice(length));
    if (!match) return undefined;
    const [all, plain, escaped, single, double] = match;
    text += plain ?? escaped ?? single ?? (double ?? '').replace(/\\(["\\$`])/g, '$1');
    length += all.length;
  }
  return { text, length };
}
