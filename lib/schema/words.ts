const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'null',
};

/** `a string or a list`: JSON types in plain words. */
export function nameTypes(types: unknown): string {
  const names = Array.isArray(types) ? types.map(String) : [String(types)];
  return listWords([...new Set(names)].map((name) => NOUNS[name] ?? name));
}

/** `a, b or c` */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
