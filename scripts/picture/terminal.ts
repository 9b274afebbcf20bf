/** How a character looks. Colours are numbers of the usual sixteen. */
export interface Style {
  readonly colour: number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

export interface Cell {
  readonly character: string;
  readonly style: Style;
}

const PLAIN: Style = { colour: undefined, bold: false, dim: false };
const BLANK: Cell = { character: ' ', style: PLAIN };

/** As much of a terminal as our own output uses, with a screen that has no end downwards. */
export class Terminal {
  readonly #columns: number;
  readonly #rows: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #style = PLAIN;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** The rows so far, to the last that is not empty. */
  get rows(): readonly (readonly Cell[])[] {
    const last = this.#rows.findLastIndex((row) => row.some(({ character }) => character !== ' '));
    return this.#rows.slice(0, last + 1).map((row) => [...row]);
  }

  write(text: string): void {
    for (const [piece] of text.matchAll(
      /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[\]P][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|[^\x1b]/gsu,
    )) {
      if (piece.startsWith('\x1b[')) this.#control(piece.slice(2, -1), piece.slice(-1));
      else if (!piece.startsWith('\x1b')) this.#put(piece);
    }
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#moveTo(this.#row + 1);
    else if (character >= ' ') {
      if (this.#column === this.#columns) {
        this.#moveTo(this.#row + 1);
        this.#column = 0;
      }
      const row = this.#currentRow();
      while (row.length < this.#column) row.push(BLANK);
      row[this.#column] = { character, style: this.#style };
      this.#column += 1;
    }
  }

  #control(parameters: string, final: string): void {
    const count = Number(parameters) || 1;
    if (final === 'm') for (const code of parameters.split(';')) this.#restyle(Number(code));
    else if (final === 'A') this.#moveTo(Math.max(0, this.#row - count));
    else if (final === 'B') this.#moveTo(this.#row + count);
    else if (final === 'G') this.#column = count - 1;
    else if (final === 'K') this.#eraseLine(Number(parameters));
  }

  #eraseLine(mode: number): void {
    const row = this.#currentRow();
    if (mode === 2) row.length = 0;
    else if (mode === 0) row.length = Math.min(row.length, this.#column);
    else row.fill(BLANK, 0, this.#column + 1);
  }

  #restyle(code: number): void {
    const style = this.#style;
    if (code === 0) this.#style = PLAIN;
    else if (code === 1) this.#style = { ...style, bold: true };
    else if (code === 2) this.#style = { ...style, dim: true };
    else if (code === 22) this.#style = { ...style, bold: false, dim: false };
    else if (code === 39) this.#style = { ...style, colour: undefined };
    else if (code >= 30 && code <= 37) this.#style = { ...style, colour: code - 30 };
    else if (code >= 90 && code <= 97) this.#style = { ...style, colour: code - 82 };
  }

  #moveTo(row: number): void {
    this.#row = row;
    while (this.#rows.length <= row) this.#rows.push([]);
  }

  #currentRow(): Cell[] {
    const row = this.#rows[this.#row] ?? [];
    this.#rows[this.#row] = row;
    return row;
  }
}
