import type { Environment, Nature } from '../connection/connection.ts';
import { K3Error } from '../core/errors.ts';
import { hashBytes } from '../core/hash.ts';
import { Secret } from '../core/secret.ts';
import { isUnknown, type Unknown } from '../core/unknown.ts';
import type { Task } from '../playbook/model.ts';
import type { Scope } from '../template/compiled.ts';

/** What a task exports on its host. */
export interface TaskEnvironment {
  readonly variables: Environment;
  /** The same for the same names and values; it gives nothing away. */
  readonly key: string;
}

/** The environment of a task on one host; undefined where it has none. Throws K3Error `template`. */
export function renderEnvironment(
  { id, environment }: Pick<Task, 'id' | 'environment'>,
  scope: () => Scope,
): TaskEnvironment | Unknown | undefined {
  const variables: Record<string, string | Secret> = {};
  for (const [name, compiled] of Object.entries(environment)) {
    const value: unknown = compiled.render(scope());
    if (isUnknown(value)) return value;
    variables[name] = textOf(value, { id, name });
  }
  const names = Object.keys(variables).sort();
  if (names.length === 0) return undefined;
  const parts = names.map((name) => {
    const value = variables[name] ?? '';
    return `${name}\0${value instanceof Secret ? value.reveal() : value}`;
  });
  return { variables, key: hashBytes(parts.join('\0')) };
}

/** What k3play asks on its own account is asked in one language, whose answers it knows how to read. */
export function environmentFor(
  nature: Nature,
  { environment }: { readonly environment?: TaskEnvironment | undefined },
): Environment | undefined {
  if (nature !== 'read' || !environment) return environment?.variables;
  const entries = Object.entries(environment.variables);
  return Object.fromEntries(entries.filter(([name]) => !/^(LC_|LANG(UAGE)?$)/.test(name)));
}

function textOf(
  value: unknown,
  { id, name }: { readonly id: string; readonly name: string },
): string | Secret {
  const isPlain = ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
  const text = value instanceof Secret ? value.reveal() : isPlain ? String(value) : undefined;
  if (text !== undefined && !text.includes('\0')) return value instanceof Secret ? value : text;
  const what = text === undefined ? 'is a text, a number, true or false' : 'cannot hold a NUL';
  throw new K3Error(`${id}: environment: ${name} ${what}`, {
    kind: 'template',
    code: 'run/environment',
  });
}
