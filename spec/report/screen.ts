/** As much of a terminal as a live tree uses: lines, wiping a line, moving up and to the left, hiding the cursor. */
export class Screen {
  cursor: 'shown' | 'hidden' = 'shown';
  readonly #lines: string[] = [''];
  #row = 0;
  #column = 0;

  get text(): string {
    const last = Math.max(
      this.#row,
      this.#lines.findLastIndex((line) => line.trim() !== ''),
    );
    return this.#lines
      .slice(0, last + 1)
      .map((line) => line.trimEnd())
      .join('\n');
  }

  write(text: string): void {
    for (const [piece] of text.matchAll(/\x1b\[[0-9;?]*[A-Za-z]|\n|[^\x1b\n]+/g)) this.#take(piece);
  }

  #take(piece: string): void {
    if (piece === '\n') this.#feed();
    else if (piece === '\x1b[2K') this.#lines[this.#row] = '';
    else if (piece === '\x1b[1A') this.#row -= 1;
    else if (piece === '\x1b[G') this.#column = 0;
    else if (piece === '\x1b[?25l') this.cursor = 'hidden';
    else if (piece === '\x1b[?25h') this.cursor = 'shown';
    else if (piece.startsWith('\x1b[') && piece.endsWith('m')) return;
    else if (piece.startsWith('\x1b')) throw new Error(`the screen does not know ${JSON.stringify(piece)}`);
    else this.#put(piece);
  }

  #feed(): void {
    this.#row += 1;
    this.#column = 0;
    if (this.#row === this.#lines.length) this.#lines.push('');
  }

  #put(text: string): void {
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + text + line.slice(this.#column + text.length);
    this.#column += text.length;
  }
}
