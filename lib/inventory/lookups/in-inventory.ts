import type { Diagnostic } from '../../core/diagnostic.ts';
import type { SourceDocument } from '../../source/document.ts';
import type { Path } from '../../source/positions.ts';
import type { SourceReading } from '../part.ts';
import type { VarsReading } from '../vars-files.ts';
import { describeSpan, fillLookups, type FilledLookups } from './fill.ts';
import type { Lookups } from './lookups.ts';
import { mayLookUp } from './places.ts';

/** What the lookups of an inventory came to. */
export type LookedUp = Pick<FilledLookups, 'faults' | 'places' | 'failed'>;

interface Read {
  readonly sources: readonly SourceReading[];
  readonly files: readonly VarsReading[];
}

interface Found {
  readonly lookedUp: LookedUp;
}

/** What was read with all looked up that it names. */
export async function lookUpAll(read: Read, lookups: Lookups | undefined): Promise<Read & Found> {
  const faults: Diagnostic[] = [];
  const places = new Set<string>();
  const failed = new Set<string>();
  const fill = async (document: SourceDocument, allows: (path: Path) => boolean): Promise<SourceDocument> => {
    const filled = await fillLookups(document, { lookups, allows, marked: false });
    faults.push(...filled.faults);
    for (const place of filled.places) places.add(place);
    for (const place of filled.failed) failed.add(place);
    return filled.document;
  };
  const sources: SourceReading[] = [];
  for (const source of read.sources)
    sources.push({ ...source, document: await fill(source.document, mayLookUp) });
  const files: VarsReading[] = [];
  for (const file of read.files)
    files.push({ ...file, document: await fill(file.document, (path) => path.length > 0) });
  return { sources, files, lookedUp: { faults, places, failed } };
}

/** What was looked up is data, in which braces mean nothing; where nothing was found, that alone is told. */
export function dropOfData(
  faults: Diagnostic[],
  { places, failed }: Pick<LookedUp, 'places' | 'failed'>,
): void {
  const kept = faults.filter(({ code, span }) => {
    const place = span ? describeSpan(span) : '';
    if (!places.has(place)) return true;
    return failed.has(place) ? code.startsWith('lookup/') : code !== 'inventory/template';
  });
  faults.splice(0, faults.length, ...kept);
}
