const PIECE_BYTES = 16 * 1024;

/** What does not stand for itself in a format between single quotes. */
const SPECIAL = /[^ -$&(-[\]-~]/g;

function encodeCharacter(char: string): string {
  if (char === '%') return '%%';
  if (char === '\\') return '\\\\';
  if (char === '\n') return '\\n';
  return `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

/**
 * Any bytes as the format of `printf`, which every shell has built in, so that they never stand in the
 * arguments of a process. The text has no quote and no line end: it fits between single quotes on one line.
 */
export function encodeFormat(bytes: Buffer): string {
  const text = bytes.toString('latin1').replace(SPECIAL, encodeCharacter);
  return text.startsWith('-') ? `\\055${text.slice(1)}` : text;
}

/** The same in pieces: shells handle many short words better than one of megabytes. */
export function encodePieces(bytes: Buffer): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    pieces.push(encodeFormat(bytes.subarray(at, at + PIECE_BYTES)));
  }
  return pieces;
}
