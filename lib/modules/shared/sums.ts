/** The SHA-256 of a file in a list as `sha256sum` prints it: `<hex>  name`, `<hex> *name`, or BSD's form. */
export function findSum(list: string, name: string): string | undefined {
  for (const line of list.split(/\r?\n/)) {
    const [, sum, file] = /^([0-9a-fA-F]{64}) [ *]?(.+)$/.exec(line.trim()) ?? [];
    const [, bsdFile, bsdSum] = /^SHA256 \((.+)\) = ([0-9a-fA-F]{64})$/.exec(line.trim()) ?? [];
    if (isNamed(file ?? bsdFile, name)) return (sum ?? bsdSum)?.toLowerCase();
  }
  return undefined;
}

function isNamed(file: string | undefined, name: string): boolean {
  return file === name || file === `./${name}` || file?.endsWith(`/${name}`) === true;
}
