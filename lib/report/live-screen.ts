import { Writable } from 'node:stream';

/** What log-update puts before each frame to wipe the one before it. */
const ERASURE = /^(?:\x1b\[2K(?:\x1b\[1A)?)*(?:\x1b\[G)?/;
const SHOW_CURSOR = '\x1b[?25h';

/**
 * The stream that listr2 draws its frames on. It knows the frame that stands on the screen, so that lines to stay
 * can be written above it, and it can be closed at any moment, whatever listr2 still has to say.
 */
export class LiveScreen extends Writable {
  readonly columns: number;
  readonly rows: number;
  readonly #write: (text: string) => void;
  #frame = '';
  #open = true;

  constructor(
    write: (text: string) => void,
    { columns, rows }: { readonly columns: number; readonly rows: number },
  ) {
    super({ decodeStrings: false });
    this.#write = write;
    this.columns = columns;
    this.rows = rows;
  }

  /** Synchronous, as listr2 expects of a terminal. */
  override write(chunk: unknown): boolean {
    if (!this.#open) return true;
    const text = String(chunk);
    if (!/^\x1b\[\?25[hl]$/.test(text)) this.#frame = text.replace(ERASURE, '');
    this.#write(text);
    return true;
  }

  /** Writes lines that stay, above the frame. */
  print(text: string): void {
    this.#write(this.#open ? `${eraseFrame(this.#frame)}${text}${this.#frame}` : text);
  }

  /** Wipes the frame and gives the terminal back. */
  finish(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#write(`${eraseFrame(this.#frame)}${SHOW_CURSOR}`);
  }
}

function eraseFrame(frame: string): string {
  if (frame === '') return '';
  const lines = frame.split('\n').length;
  return `${'\x1b[2K\x1b[1A'.repeat(lines - 1)}\x1b[2K\x1b[G`;
}
