import { fault, type Diagnostic, type Span } from '../core/diagnostic.ts';
import type { Inventory, Variable } from '../inventory/model.ts';
import { isPlainMap, pointerOf } from '../schema/examine.ts';
import type { SchemaIssue, ValuePath } from '../schema/validate.ts';
import type { InputsSchema } from './model.ts';

export interface InputOrigin {
  readonly layers: readonly Variable[];
  readonly schema: unknown;
}

/** A value that does not fit, at the line that gave it. The path of the issue begins with the input's name. */
export function describeInputIssue(issue: SchemaIssue, { layers, schema }: InputOrigin): Diagnostic {
  const [name, ...path] = issue.path;
  const node = schemaAt(schema, path);
  const forbidden = isPlainMap(node['not']) && Object.keys(node['not']).length === 0;
  const message = forbidden ? 'cannot be set here' : issue.message;
  const described = typeof node['description'] === 'string' ? node['description'] : undefined;
  const { span, place } = locateInput(layers, path);
  const unknown = message.startsWith('unknown key');
  const subject = (unknown ? issue.path.slice(0, -1) : issue.path).join('.') || String(name);
  return fault('inputs/value', `${place}input ${subject}${unknown ? ':' : ''} ${message}`, {
    span,
    hint: issue.hint ?? described,
  });
}

/** Where the nearest level writes the value at a path, or what is nearest around it. */
export function locateInput(
  layers: readonly Variable[],
  path: ValuePath,
): { readonly span: Span | undefined; readonly place: string } {
  for (let depth = path.length; depth >= 0; depth--) {
    const part = path.slice(0, depth);
    const layer = layers.findLast(({ value }) => hasPath(value, part));
    if (!layer) continue;
    if (!layer.span) return { span: undefined, place: '-e: ' };
    return { span: layer.spanAt?.(pointerOf(part)) ?? layer.span, place: '' };
  }
  return { span: undefined, place: '' };
}

function hasPath(value: unknown, path: ValuePath): boolean {
  let part = value;
  for (const step of path) {
    if (part === null || typeof part !== 'object' || !Object.hasOwn(part, step)) return false;
    part = (part as Readonly<Record<string | number, unknown>>)[step];
  }
  return true;
}

function schemaAt(schema: unknown, path: ValuePath): Readonly<Record<string, unknown>> {
  let node: unknown = schema;
  for (const step of path) {
    if (!isPlainMap(node)) return {};
    const properties = isPlainMap(node['properties']) ? node['properties'] : {};
    if (typeof step === 'number') node = node['items'];
    else node = Object.hasOwn(properties, step) ? properties[step] : node['additionalProperties'];
  }
  return isPlainMap(node) ? node : {};
}

/** An input that has no value, and where to write it. */
export function describeMissingInput(
  name: string,
  hosts: readonly string[],
  { inventory, schemas }: { readonly inventory: Inventory; readonly schemas: InputsSchema },
): Diagnostic {
  const shown =
    hosts.length > 3 ? `${hosts.slice(0, 3).join(', ')} and ${hosts.length - 3} more` : hosts.join(', ');
  const all = hosts.length === inventory.hosts.size;
  const described = schemas[name]?.['description'];
  const what = typeof described === 'string' ? ` (${described.replace(/\.$/, '')})` : '';
  const hint = `write ${name}: … under vars: in ${inventory.file}, for all, a group or a host, or give -e ${name}=…`;
  return fault('inputs/missing', `input "${name}"${what} has no value${all ? '' : ` on ${shown}`}`, { hint });
}
