interface CommentStyle {
  readonly open?: string;
  /** Before each line. */
  readonly mark: string;
  readonly close?: string;
}

const STYLES: Readonly<Record<string, CommentStyle>> = {
  plain: { mark: '# ' },
  c: { mark: '// ' },
  cblock: { open: '/*', mark: ' * ', close: ' */' },
  erlang: { mark: '% ' },
  xml: { open: '<!--', mark: ' - ', close: '-->' },
};

/** The lines of a text as a comment, with an empty one before and behind it; other styles are marks themselves. */
export function commentText(text: string, style: string): string {
  const { open, mark, close } = (Object.hasOwn(STYLES, style) ? STYLES[style] : undefined) ?? { mark: style };
  const lines = ['', ...text.split('\n'), ''].map((line) => (line === '' ? mark.trimEnd() : mark + line));
  return [open, ...lines, close].filter((line) => line !== undefined).join('\n');
}
