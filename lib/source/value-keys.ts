/** The keys that lead to a value: names of maps, and numbers of list items from 0. */
export type ValueKeys = readonly (string | number)[];

const STEP = /\.?([^.[\]"'\s][^.[\]"']*)|\[(\d{1,6})\]|\.?\["((?:[^"\\]|\\.)*)"\]|\.?\['([^']*)'\]/y;

/** `a.b[0]["c.d"]` as keys; undefined where it is no such path. */
export function parseValueKeys(text: string): ValueKeys | undefined {
  const keys: (string | number)[] = [];
  const step = new RegExp(STEP);
  while (step.lastIndex < text.length) {
    const isFirst = step.lastIndex === 0;
    const found = step.exec(text);
    if (!found) return undefined;
    const [all, name, index, quoted, single] = found;
    if (name !== undefined && all.startsWith('.') === isFirst) return undefined;
    if (index !== undefined) keys.push(Number(index));
    else if (quoted !== undefined) keys.push(quoted.replace(/\\(.)/g, '$1'));
    else keys.push(name ?? single ?? '');
  }
  return keys.length === 0 ? undefined : keys;
}

/** `a.b[0]["c.d"]`. */
export function describeValueKeys(keys: ValueKeys): string {
  return keys
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!/^[^.[\]"'\s][^.[\]"']*$/.test(key)) return `[${JSON.stringify(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}
