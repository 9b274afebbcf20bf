import { DiagnosticsError, fault, type Diagnostic, type Span } from '../core/diagnostic.ts';
import { K3Error } from '../core/errors.ts';
import { hintNearest } from '../core/nearest.ts';
import { Secret } from '../core/secret.ts';
import { compileExpression } from '../template/compile.ts';
import type { Compiled, Scope } from '../template/compiled.ts';
import { BUNDLED, type Language } from '../template/language.ts';
import { describeHost } from './describe-host.ts';
import type { BuiltHosts } from './hosts.ts';
import type { Host } from './model.ts';
import { isGroupName } from './names.ts';
import type { InventoryPart } from './part.ts';

const CONDITION = 'a condition is true or false';
const NAMES = 'groups are named after text or numbers, or a list of these';

/** One expression that puts hosts into groups. */
interface Rule {
  readonly compiled: Compiled;
  readonly span: Span;
  /** The groups for what the expression comes to, or why it cannot be. */
  readonly groupsFor: (value: unknown) => readonly string[] | { readonly wrong: string };
}

export interface ConstructedGroups {
  /** By host. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The groups that hosts join by what their variables are, known before anything connects. Expressions see the
 * variables that hosts have without these groups, `host` and `groups` as written.
 */
export function constructGroups(
  parts: readonly InventoryPart[],
  built: BuiltHosts,
  language: Language = BUNDLED,
): ConstructedGroups {
  const diagnostics: Diagnostic[] = [];
  const rules = parts.flatMap((part) => compileRules(part, { language, diagnostics }));
  if (rules.length === 0) return { groups: new Map(), diagnostics };
  const known = new Set([...built.hosts.values()].flatMap((host) => Object.keys(host.vars)));
  const right = rules.filter(({ compiled }) => {
    const unknown = describeUnknown(compiled, known);
    diagnostics.push(...unknown);
    return unknown.length === 0;
  });
  const groups = new Map<string, string[]>();
  for (const rule of right) {
    const joined = applyRule(rule, built, diagnostics);
    for (const [host, names] of joined) groups.set(host, [...(groups.get(host) ?? []), ...names]);
  }
  return { groups, diagnostics };
}

interface Compiling {
  readonly language: Language;
  readonly diagnostics: Diagnostic[];
}

function compileRules({ entry, document }: InventoryPart, compiling: Compiling): Rule[] {
  const conditions = Object.entries(entry.constructed?.groups ?? {}).flatMap(([name, text]) => {
    const at = ['constructed', 'groups', name];
    const span = document.spanAt(at);
    if (name === 'all' || !isGroupName(name)) {
      const hint = 'letters, digits, "_" and "-", beginning with a letter, and not "all"';
      const message = `"${name}" cannot be the name of a group`;
      compiling.diagnostics.push(
        fault('inventory/bad-name', message, { span: document.keySpanAt(at), hint }),
      );
      return [];
    }
    const groupsFor: Rule['groupsFor'] = (value) =>
      typeof value === 'boolean' ? (value ? [name] : []) : { wrong: CONDITION };
    return compileRule(text, span, { types: ['bool'], groupsFor, ...compiling });
  });
  const keyed = (entry.constructed?.keyed ?? []).flatMap(({ by, prefix = '', separator = '_' }, index) => {
    const span = document.spanAt(['constructed', 'keyed', index, 'by']);
    const before = prefix === '' ? '' : `${prefix}${separator}`;
    const groupsFor: Rule['groupsFor'] = (value) => nameGroups(value, before);
    return compileRule(by, span, {
      types: ['string', 'int', 'double', 'bool', 'list'],
      groupsFor,
      ...compiling,
    });
  });
  return [...conditions, ...keyed];
}

function compileRule(
  text: string,
  span: Span,
  {
    types,
    groupsFor,
    language,
    diagnostics,
  }: Pick<Rule, 'groupsFor'> & Compiling & { readonly types: readonly string[] },
): Rule[] {
  try {
    const compiled = compileExpression(text, span, language);
    const type = compiled.type.replace(/<.*/, '');
    if (type === 'dyn' || type === 'null' || types.includes(type)) return [{ compiled, span, groupsFor }];
    const message = `${types.length === 1 ? CONDITION : NAMES}, and this is of the type ${type}`;
    diagnostics.push(fault('inventory/constructed', message, { span }));
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    diagnostics.push(...error.diagnostics);
  }
  return [];
}

function describeUnknown({ references }: Compiled, known: ReadonlySet<string>): Diagnostic[] {
  return references
    .filter(({ path: [name = ''], optional }) => !optional && !SEEN.has(name) && !known.has(name))
    .map(({ path: [name = ''], span }) => {
      const late = LATE.has(name);
      const message = late ? `"${name}" is not known yet` : `"${name}" is not defined`;
      const hint = late
        ? 'groups are made before the first connection, of variables of the inventory'
        : (hintNearest(name, [...known, ...SEEN]) ?? 'no host of the inventory has such a variable');
      return fault('inventory/constructed', message, { span, hint });
    });
}

const SEEN: ReadonlySet<string> = new Set(['host', 'groups']);
const LATE: ReadonlySet<string> = new Set(['facts', 'hostvars', 'inputs', 'check_mode', 'item']);

/** A mistake in a rule is told once, of the first host that shows it. */
function applyRule(
  { compiled, span, groupsFor }: Rule,
  { hosts, groups }: BuiltHosts,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, readonly string[]> {
  const joined = new Map<string, readonly string[]>();
  for (const host of hosts.values()) {
    const value = renderFor(compiled, { ...host.vars, host: describeHost(host), groups });
    const names = value instanceof K3Error ? { wrong: describeFailure(value) } : groupsFor(value);
    const wrong = 'wrong' in names ? names.wrong : describeClash(names, { hosts });
    if (wrong !== undefined) {
      const hint = value instanceof K3Error ? value.hint : undefined;
      diagnostics.push(fault('inventory/constructed', `on host "${host.name}": ${wrong}`, { span, hint }));
      return new Map();
    }
    if (!('wrong' in names) && names.length > 0) joined.set(host.name, names);
  }
  return joined;
}

function renderFor(compiled: Compiled, scope: Scope): unknown {
  try {
    return compiled.render(scope);
  } catch (error) {
    if (error instanceof K3Error) return error;
    throw error;
  }
}

/** The place stands before it already. */
function describeFailure({ message }: K3Error): string {
  return message.replace(/^.*?:\d+:\d+: /s, '');
}

function describeClash(
  names: readonly string[],
  { hosts }: { readonly hosts: ReadonlyMap<string, Host> },
): string | undefined {
  const clash = names.find((name) => name === 'all' || hosts.has(name));
  return clash === undefined ? undefined : `the group would be called "${clash}", which means something else`;
}

/** What a name of a group cannot hold becomes "_". Nothing and the empty text make no group. */
function nameGroups(value: unknown, before: string): readonly string[] | { readonly wrong: string } {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const names: string[] = [];
  for (const one of values) {
    if (one instanceof Secret) return { wrong: 'a secret cannot name a group' };
    if (one === null || one === undefined || one === '') continue;
    if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean')
      return { wrong: NAMES };
    const name = `${before}${one}`.replace(/[^\w-]/g, '_');
    names.push(isGroupName(name) ? name : `_${name}`);
  }
  return names;
}
