/** An SQL identifier, quoted so that every character stands for itself. */
export function quoteIdentifier(name: string): string {
  refuseNul(name);
  return `"${name.replaceAll('"', '""')}"`;
}

/** An SQL string. With a backslash in it, it takes the E form, which means the same whatever the server's settings. */
export function quoteLiteral(text: string): string {
  refuseNul(text);
  const quoted = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}

function refuseNul(text: string): void {
  if (text.includes('\0')) throw new TypeError('SQL text cannot contain a NUL byte');
}
