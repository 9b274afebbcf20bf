import { fault, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import { isPlainMap } from '../../schema/examine.ts';
import type { SourceDocument } from '../../source/document.ts';
import type { Path } from '../../source/positions.ts';
import { LookedUp, Lookup } from '../../source/tags.ts';
import type { Lookups, Outcome } from './lookups.ts';

export interface FillLookupsOptions {
  /** Without it nothing is looked up, and null stands there. */
  readonly lookups: Lookups | undefined;
  /** Whether a value may be looked up at this path. */
  readonly allows: (path: Path) => boolean;
  /** Whether values stay marked as LookedUp, for those who compile the rest. */
  readonly marked: boolean;
}

export interface FilledLookups {
  readonly document: SourceDocument;
  readonly faults: readonly Diagnostic[];
  /** Where something was looked up, as `describeSpan` writes it. */
  readonly places: ReadonlySet<string>;
  /** Where nothing was found. */
  readonly failed: ReadonlySet<string>;
}

/** So many are asked at a time. */
const AT_A_TIME = 8;

/** The document with what was found in the place of each lookup. Parts of what was found have its place. */
export async function fillLookups(
  document: SourceDocument,
  { lookups, allows, marked }: FillLookupsOptions,
): Promise<FilledLookups> {
  if (!holdsLookup(document.value)) {
    return { document, faults: [], places: new Set(), failed: new Set() };
  }
  const found = listLookups(document.value, []);
  const outcomes = new Map<string, Outcome>();
  const waiting = found.values();
  const work = async (): Promise<void> => {
    for (const { lookup, path } of waiting) {
      const placeOf = (inner: Path): Span => document.spanAt([...path, ...inner]);
      const outcome = allows(path) ? await lookups?.resolve(lookup, placeOf) : refuse(lookup, placeOf([]));
      outcomes.set(keyOf(path), outcome ?? { value: null, faults: [] });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));

  const fill = (value: unknown, path: Path): unknown => {
    if (value instanceof Lookup) {
      const { value: data } = outcomes.get(keyOf(path)) ?? { value: null };
      return marked ? new LookedUp(data) : data;
    }
    if (Array.isArray(value)) return value.map((part, index) => fill(part, [...path, index]));
    if (!isPlainMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part, [...path, key])]));
  };
  const clip = (path: Path): Path => {
    const length = path.findIndex((_, index) => outcomes.has(keyOf(path.slice(0, index + 1))));
    return length === -1 ? path : path.slice(0, length + 1);
  };
  const isClipped = (path: Path): boolean => clip(path).length < path.length;
  const listPlaces = (those: readonly FoundLookup[]): ReadonlySet<string> =>
    new Set(those.map(({ path }) => describeSpan(document.spanAt(path))));
  return {
    document: {
      file: document.file,
      value: fill(document.value, []),
      spanAt: (path) => document.spanAt(clip(path)),
      keySpanAt: (path) => (isClipped(path) ? document.spanAt(clip(path)) : document.keySpanAt(path)),
    },
    faults: found.flatMap(({ path }) => outcomes.get(keyOf(path))?.faults ?? []),
    places: listPlaces(found),
    failed: listPlaces(found.filter(({ path }) => (outcomes.get(keyOf(path))?.faults ?? []).length > 0)),
  };
}

export function describeSpan({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}

/** Most files look nothing up, and some are long. */
function holdsLookup(value: unknown): boolean {
  if (value instanceof Lookup) return true;
  return value !== null && typeof value === 'object' && Object.values(value).some(holdsLookup);
}

interface FoundLookup {
  readonly lookup: Lookup;
  readonly path: Path;
}

function listLookups(value: unknown, path: Path): readonly FoundLookup[] {
  if (value instanceof Lookup) return [{ lookup: value, path }];
  if (Array.isArray(value)) return value.flatMap((part, index) => listLookups(part, [...path, index]));
  if (!isPlainMap(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => listLookups(part, [...path, key]));
}

function refuse(lookup: Lookup, span: Span): Outcome {
  const message = `${lookup.toString()} cannot stand here`;
  const hint = 'values are looked up in variables: name one here, and look it up in vars';
  return { value: null, faults: [fault('lookup/place', message, { span, hint })] };
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
