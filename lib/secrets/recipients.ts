import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { readIfThere } from './private-file.ts';

/** `hosts.secrets.yml` → `hosts.secrets.recipients`, beside it: for whom the secrets are encrypted, one a line. */
export function locateRecipients(secretsFile: string): string {
  return secretsFile.replace(/(\.yml)?$/, '.recipients');
}

/** Undefined where there is no such file. Throws DiagnosticsError where a line is no recipient, or none is. */
export async function readRecipients(file: string): Promise<readonly string[] | undefined> {
  const found = await readIfThere(file);
  if (!found) return undefined;
  const { isRecipient } = await import('./age.ts');
  const lines = found.bytes
    .toString('utf8')
    .split('\n')
    .map((text) => text.replace(/#.*/, '').trim());
  const hint = 'a recipient is a line age1…, as `k3play secrets recipient` prints it';
  const faults = lines.flatMap((text, index) =>
    text === '' || isRecipient(text)
      ? []
      : fault('secrets/bad-recipient', `"${text}" is no recipient`, {
          span: { file, line: index + 1, column: 1 },
          hint,
        }),
  );
  if (faults.length > 0) throw new DiagnosticsError(faults);
  const recipients = lines.filter((text) => text !== '');
  if (recipients.length > 0) return [...new Set(recipients)];
  throw new DiagnosticsError([fault('secrets/bad-recipient', `${file} names nobody`, { hint })]);
}
