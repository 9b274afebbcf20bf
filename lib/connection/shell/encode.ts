const PIECE_BYTES = 16 * 1024;

const ENCODED: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if (char === '%') return '%%';
  if (char === '\\') return '\\\\';
  if (char === '\n') return '\\n';
  if (byte < 0x20 || byte > 0x7e || char === "'") return `\\${byte.toString(8).padStart(3, '0')}`;
  return char;
});

/**
 * Any bytes as the format of `printf`, which every shell has built in, so that they never stand in the
 * arguments of a process. The text has no quote and no line end: it fits between single quotes on one line.
 */
export function encodeFormat(bytes: Buffer): string {
  let text = bytes[0] === 0x2d ? '\\055' : '';
  for (const byte of text ? bytes.subarray(1) : bytes) text += ENCODED[byte] ?? '';
  return text;
}

/** The same in pieces: shells handle many short words better than one of megabytes. */
export function encodePieces(bytes: Buffer): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    pieces.push(encodeFormat(bytes.subarray(at, at + PIECE_BYTES)));
  }
  return pieces;
}
