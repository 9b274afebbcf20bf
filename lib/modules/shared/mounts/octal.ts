/** A field of /etc/fstab or mountinfo as it is meant: blanks, line ends and backslashes are written in octal. */
export function unescapeField(field: string): string {
  return field.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

/** A field of /etc/fstab as it is written. */
export function escapeField(field: string): string {
  return field.replace(/[ \t\n\\]/g, (mark) => `\\${mark.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
