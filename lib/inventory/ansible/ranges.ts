/** More hosts than this in one range is a slip of the hand. */
const MOST = 100_000;

/** `web[01:20].example.org` as its names; `[a:f]` and a step, `[0:10:2]`, as well. Why not, as a text. */
export function expandRange(pattern: string): readonly string[] | string {
  const found = /^(?<before>.*?)\[(?<from>\w*):(?<to>\w+)(?::(?<step>\d+))?\](?<after>.*)$/s.exec(
    pattern,
  )?.groups;
  if (!found) return pattern.includes('[') ? `"${pattern}" has brackets and no range in them` : [pattern];
  const { before = '', from = '', to = '', step = '1', after = '' } = found;
  const middle = listBetween(from, to, Number(step));
  if (typeof middle === 'string') return `the range of "${pattern}" ${middle}`;
  const rest = expandRange(after);
  if (typeof rest === 'string') return rest;
  if (middle.length * rest.length > MOST) return `"${pattern}" means more than ${MOST} hosts`;
  return middle.flatMap((one) => rest.map((end) => `${before}${one}${end}`));
}

function listBetween(from: string, to: string, step: number): readonly string[] | string {
  if (step === 0) return 'has a step of 0';
  if (/^\d*$/.test(from) && /^\d+$/.test(to)) return listNumbers(from, to, step);
  if (!/^[A-Za-z]$/.test(from) || !/^[A-Za-z]$/.test(to))
    return 'goes from a number to a number, or from a letter to a letter';
  const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
  if (last < first) return 'ends before it begins';
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, n) =>
    String.fromCharCode(first + n * step),
  );
}

function listNumbers(from: string, to: string, step: number): readonly string[] | string {
  const first = Number(from === '' ? 0 : from);
  const count = Math.floor((Number(to) - first) / step) + 1;
  if (count < 1) return 'ends before it begins';
  if (count > MOST) return `means more than ${MOST} hosts`;
  if (from.startsWith('0') && from.length > 1 && from.length !== to.length)
    return 'has ends of different lengths';
  const width = from.startsWith('0') ? from.length : 0;
  return Array.from({ length: count }, (_, n) => String(first + n * step).padStart(width, '0'));
}
