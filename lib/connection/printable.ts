const KEPT = 600;

/** What a host said, made safe to show: no control sequences, of bounded length, on one line. */
export function printable(text: string | Buffer): string {
  const clean = text
    .toString('utf8')
    .replace(/\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)/g, '')
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
    .trim()
    .replace(/\s*\n\s*/g, ' | ');
  return clean.length > KEPT ? `${clean.slice(0, KEPT)} …` : clean;
}
