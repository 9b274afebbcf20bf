/** An identifier, quoted so that every character stands for itself. */
export function quoteIdentifier(name: string): string {
  refuseNul(name);
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A string, for a session with an empty sql_mode: there a backslash escapes. */
export function quoteString(text: string): string {
  refuseNul(text);
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** A database in a grant, where "_" and "%" would be wildcards. */
export function quotePattern(database: string): string {
  return quoteIdentifier(escapePattern(database));
}

export function escapePattern(database: string): string {
  return database.replace(/[\\_%]/g, (one) => `\\${one}`);
}

function refuseNul(text: string): void {
  if (text.includes('\0')) throw new TypeError('SQL text cannot contain a NUL byte');
}
