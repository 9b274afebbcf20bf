import { t } from '../../schema/build.ts';
import type { Place } from './text-lines.ts';

/** The params that say where new lines of a text go. */
export const placeParams = {
  insert_after: t.Optional(
    t.String({
      description:
        'What is new goes after the last line that this regular expression matches, else to the end; "EOF" is the end.',
    }),
  ),
  insert_before: t.Optional(
    t.String({
      description:
        'What is new goes before the first line that this regular expression matches, else to the end; "BOF" is the beginning.',
    }),
  ),
};

/** Only one place can be given. */
export const onePlace = {
  if: { required: ['insert_after'] },
  then: { properties: { insert_before: false } },
};

/** A rule of a schema for one state alone. */
export function inState(state: 'present' | 'absent'): object {
  return { required: ['state'], properties: { state: { const: state } } };
}

interface WrittenPlace {
  readonly insert_after?: string | undefined;
  readonly insert_before?: string | undefined;
}

/** The patterns of a place: any line is the last of a text, or the first. */
export function writtenPlace(params: WrittenPlace): Readonly<Record<keyof Place, string | undefined>> {
  return {
    insertAfter: params.insert_after === 'EOF' ? '^' : params.insert_after,
    insertBefore: params.insert_before === 'BOF' ? '^' : params.insert_before,
  };
}
