import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { SourceDocument } from '../source/document.ts';
import { Translation } from './ansible/translation.ts';
import { checkVars } from './check-vars.ts';
import type { VarsFile } from './part.ts';
import { readShape } from './shape.ts';

/** A file of variables as it was read, a map of names to values. */
export interface VarsReading extends Pick<VarsFile, 'of' | 'name' | 'beside' | 'document'> {
  readonly document: SourceDocument;
}

/** Files of variables that were found right; Ansible's names of settings in them are settings. */
export function checkVarsFiles(readings: readonly VarsReading[], faults: Diagnostic[]): VarsFile[] {
  return readings.flatMap((reading) => {
    const { value, file } = reading.document;
    if (value === null) return [];
    if (!isPlainMap(value)) {
      const message = 'a file of variables is a map of names to values';
      faults.push(fault('inventory/shape', message, { span: reading.document.spanAt([]) }));
      return [];
    }
    const translation = new Translation(file);
    translation.addVars([], value, { document: reading.document, path: [] });
    const { document, warnings } = translation.finish();
    const { entry, diagnostics } = readShape(document, { translated: true, alone: false });
    const part = { document, dialect: 'ansible', entry: entry ?? { groups: {} } } as const;
    faults.push(...warnings, ...diagnostics, ...checkVars(part.entry.vars, ['vars'], part));
    faults.push(...checkAddress({ ...reading, ...part }));
    return [{ ...part, of: reading.of, name: reading.name, beside: reading.beside }];
  });
}

function checkAddress({ of, entry, document }: VarsFile): Diagnostic[] {
  if (of === 'host' || entry.connection?.['address'] === undefined) return [];
  const span = document.keySpanAt(['connection', 'address']);
  const hint = 'write ansible_host in the file of each host, or at each host of the inventory';
  return [fault('inventory/shared-address', 'an address belongs to one host', { span, hint })];
}
