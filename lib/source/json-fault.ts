/** Where a text is no JSON, and why. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'comma or end' | 'end of the file';

const WORDS: Readonly<Record<Wanted, string>> = {
  value: 'a value is missing here',
  'value or ]': 'a value or "]" is missing here',
  key: 'a key in double quotes is missing here',
  'key or }': 'a key in double quotes or "}" is missing here',
  ':': 'a ":" is missing here',
  'comma or end': 'a "," or the closing bracket is missing here',
  'end of the file': 'the value is over, and something follows',
};

/** The first place where a text is no JSON (RFC 8259); undefined where it is. Needs no stack, however deep it goes. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let wanted: Wanted = 'value';
  let offset = text.startsWith('\ufeff') ? 1 : 0;
  for (;;) {
    offset = endOf(SPACE, text, offset) ?? offset;
    if (wanted === 'end of the file' && offset === text.length) return undefined;
    const step = take(text, { offset, wanted, open });
    if (!step) return { offset, message: describe(text, offset, wanted) };
    ({ offset, wanted } = step);
  }
}

interface Place {
  readonly offset: number;
  readonly wanted: Wanted;
  readonly open: ('{' | '[')[];
}

/** What comes after the next token; undefined where it is not what is wanted. */
function take(text: string, place: Place): Pick<Place, 'offset' | 'wanted'> | undefined {
  const { offset, wanted, open } = place;
  const mark = text.charAt(offset);
  switch (wanted) {
    case 'end of the file':
      return undefined;
    case ':':
      return mark === ':' ? { offset: offset + 1, wanted: 'value' } : undefined;
    case 'comma or end':
      if (mark !== ',') return close(mark, place);
      return { offset: offset + 1, wanted: open.at(-1) === '{' ? 'key' : 'value' };
    case 'key':
    case 'key or }': {
      if (wanted === 'key or }' && mark === '}') return close(mark, place);
      const end = endOf(STRING, text, offset);
      return end === undefined ? undefined : { offset: end, wanted: ':' };
    }
    case 'value':
    case 'value or ]': {
      if (wanted === 'value or ]' && mark === ']') return close(mark, place);
      if (mark === '{' || mark === '[') {
        open.push(mark);
        return { offset: offset + 1, wanted: mark === '{' ? 'key or }' : 'value or ]' };
      }
      const end = endOf(mark === '"' ? STRING : WORD, text, offset);
      return end === undefined ? undefined : { offset: end, wanted: follow(open) };
    }
  }
}

function close(mark: string, { offset, open }: Place): Pick<Place, 'offset' | 'wanted'> | undefined {
  if (mark !== (open.at(-1) === '{' ? '}' : ']')) return undefined;
  open.pop();
  return { offset: offset + 1, wanted: follow(open) };
}

function follow(open: readonly string[]): Wanted {
  return open.length === 0 ? 'end of the file' : 'comma or end';
}

function endOf(token: RegExp, text: string, offset: number): number | undefined {
  token.lastIndex = offset;
  return token.test(text) ? token.lastIndex : undefined;
}

function describe(text: string, offset: number, wanted: Wanted): string {
  if (offset >= text.length) return 'the file ends before the value does';
  if (/^\/[/*]/.test(text.slice(offset, offset + 2))) return 'JSON has no comments';
  return WORDS[wanted];
}
