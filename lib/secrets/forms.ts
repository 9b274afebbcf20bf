/** A way a secret may be written. `before` and `after` are characters at its edges that carry a part of it. */
export interface Form {
  readonly text: string;
  readonly before: number;
  readonly after: number;
}

/** Forms shorter than this say too little to be told from chance. */
const SHORTEST_FORM = 4;
/** Lines of a multi-line secret from this length on are secrets of their own, since text gets indented. */
const SHORTEST_LINE = 8;

/** All the ways a secret may show up in text: as it is, escaped, quoted and encoded. */
export function buildForms(secret: string): Form[] {
  const forms = new Map<string, Form>();
  for (const raw of parts(secret)) {
    for (const text of spellings(raw)) add(forms, { text, before: 0, after: 0 });
    for (const form of base64Forms(raw)) add(forms, form);
  }
  return [...forms.values()];
}

function add(forms: Map<string, Form>, form: Form): void {
  if (form.text.length >= SHORTEST_FORM && !forms.has(form.text)) forms.set(form.text, form);
}

function parts(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const telling = lines.filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
  return [secret, secret.trim(), ...(lines.length > 1 ? telling : [])];
}

function spellings(raw: string): string[] {
  const json = JSON.stringify(raw).slice(1, -1);
  // Half of a surrogate pair has no place in a URL.
  const wellFormed = Buffer.from(raw).toString();
  const url = encodeURIComponent(wellFormed);
  const strictUrl = url.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const hex = Buffer.from(raw).toString('hex');
  return [
    raw,
    json,
    JSON.stringify(json).slice(1, -1),
    // Go writes these three so in JSON.
    json.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    ...[url, strictUrl, new URLSearchParams([['', wellFormed]]).toString().slice(1)].flatMap((text) => [
      text,
      lowerEscapes(text),
    ]),
    encodeURI(wellFormed),
    raw.replaceAll("'", `'\\''`),
    raw.replaceAll("'", `'"'"'`),
    raw.replaceAll("'", "''"),
    raw.replace(/["$`\\]/g, '\\$&'),
    raw.replace(/[^\w@%+=:,./-]/g, '\\$&'),
    hex,
    hex.toUpperCase(),
  ];
}

function lowerEscapes(url: string): string {
  return url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

/**
 * Base64 of text that holds the secret, for each of the three places in a group of three bytes where it may
 * start: the characters that depend on the secret alone. One more at either edge may hold some of its bits.
 */
function base64Forms(raw: string): Form[] {
  const bytes = Buffer.from(raw);
  return [0, 1, 2].flatMap((offset) => {
    const firstBit = offset * 8;
    const lastBit = firstBit + bytes.length * 8;
    const [from, to] = [Math.ceil(firstBit / 6), Math.floor(lastBit / 6)];
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(from, to);
    const edges = { before: firstBit % 6 === 0 ? 0 : 1, after: lastBit % 6 === 0 ? 0 : 1 };
    const urlSafe = encoded.replaceAll('+', '-').replaceAll('/', '_');
    return [encoded, urlSafe].map((text) => ({ text, ...edges }));
  });
}
