import type { BareHelper } from '../text/helper.ts';
import { callFilter, type OwnFilter } from './call.ts';

/** A filter as text calls it. */
export function buildHelper(own: OwnFilter): BareHelper {
  const { summary, params, result } = own.filter;
  return {
    summary,
    params: params.map(({ name, type, optional = false }) => ({
      name,
      types: [type],
      optional,
      repeated: false,
    })),
    returns: result,
    examples: [],
    lenient: false,
    run: ({ args, usage }) => callFilter(own, args, usage),
  };
}
