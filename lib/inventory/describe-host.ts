import type { Host } from './model.ts';

/** What templates and expressions see of a host as `host`. */
export function describeHost({ name, connection, groups }: Host): Readonly<Record<string, unknown>> {
  return { name, address: connection.address ?? name, groups };
}
