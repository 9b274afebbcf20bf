import { dirname } from 'node:path';
import { isPlainMap } from '../schema/examine.ts';
import type { Reading } from './draft.ts';
import { isFile } from './lookup.ts';
import { besides, Place, rootOf } from './place.ts';

type Context = Pick<Reading, 'document' | 'faults'>;

/** A value with `{ $ref: file }` anywhere in it replaced by what that file holds. Undefined where it cannot be. */
export function followReferences(place: Place, context: Context): Promise<Place | undefined> {
  return follow(place, context, []);
}

async function follow(place: Place, context: Context, trail: readonly string[]): Promise<Place | undefined> {
  if (!isPlainMap(place.value)) return place;
  if (place.has('$ref')) return followOne(place, context, trail);
  const parts = new Map<string, Place>();
  for (const key of place.keys()) {
    // What is wrong is told; in its place anything goes.
    const part = (await follow(place.at(key), context, trail)) ?? new Place(place.document, place.path, {});
    if (part.value !== place.at(key).value) parts.set(key, part);
  }
  return parts.size === 0 ? place : new SplicedPlace(place, parts);
}

async function followOne(
  place: Place,
  context: Context,
  trail: readonly string[],
): Promise<Place | undefined> {
  const { faults } = context;
  const target = place.at('$ref');
  if (typeof target.value !== 'string' || place.keys().length > 1) {
    const hint = 'write { $ref: file.yml }, with nothing beside it';
    faults.add('inputs', 'a "$ref" names a file and stands alone', { span: target.span, hint });
    return undefined;
  }
  const file = besides(place.document.file, target.value);
  if (!isFile(file)) {
    const hint = `the path counts from ${dirname(place.document.file)}`;
    faults.add('inputs', `there is no file "${target.value}"`, { span: target.span, hint });
    return undefined;
  }
  if (trail.includes(file)) {
    faults.add('inputs', `"${target.value}" holds itself by way of this file`, { span: target.span });
    return undefined;
  }
  const document = await context.document(file);
  return document && follow(rootOf(document), context, [...trail, file]);
}

/** A map some parts of which are written in other files. */
class SplicedPlace extends Place {
  readonly #parts: ReadonlyMap<string, Place>;

  constructor({ document, path, value }: Place, parts: ReadonlyMap<string, Place>) {
    const values = Object.fromEntries([...parts].map(([key, part]) => [key, part.value]));
    super(document, path, { ...(value as object), ...values });
    this.#parts = parts;
  }

  override at(step: string | number): Place {
    return this.#parts.get(String(step)) ?? super.at(step);
  }
}
