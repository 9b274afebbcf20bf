/** Sequences that end on their own: CSI with its final byte, and strings (OSC, DCS, SOS, PM, APC) with their terminator. */
const SEQUENCES =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;
/** What is left of C0 (but tab and newline), DEL and C1. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** Marks that turn or hide what follows: bidi overrides, embeddings, isolates and marks; zero-width characters. */
const TRICKS = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * Text of a host's as a terminal may show it: without control sequences, without marks that reorder it, and
 * with a line of its own for whatever a carriage return would have written over. Newlines and tabs stay.
 */
export function showPlainly(text: string): string {
  return text
    .replace(SEQUENCES, '')
    .replace(/\r\n|[\r\x85\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .replace(TRICKS, '');
}

/** The same on one line, for names and values, cut to a length that leaves the line readable. */
export function showOnOneLine(text: string, length = 160): string {
  const line = showPlainly(text).trim().replace(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
