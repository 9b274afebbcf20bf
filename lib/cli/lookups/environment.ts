import { hintNearest } from '../../core/nearest.ts';
import { LookupFailed } from '../../inventory/lookups/failed.ts';
import type { Asked } from './asked.ts';
import { decodeText } from './asked.ts';

/** A variable of k3play's own environment. One that is empty is set. */
export function readEnvironment({ name, maxBytes }: Asked<'env'>): string {
  const value = process.env[name];
  if (value !== undefined) return decodeText(Buffer.from(value), `$${name}`, maxBytes);
  const hint =
    hintNearest(name, Object.keys(process.env)) ??
    `export ${name}=…, or write !env { name: ${name}, default: … }`;
  throw new LookupFailed({ code: 'lookup/not-set', message: `$${name} is not set`, hint });
}
