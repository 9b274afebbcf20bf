import { K3Error } from '../core/errors.ts';
import { isUnknown } from '../core/unknown.ts';
import { assignOver, defineLazily } from '../playbook/lazy-vars.ts';
import { keepOutside } from '../playbook/outside.ts';
import type { RoleInput, RoleUse } from '../playbook/model.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { Scope } from '../template/compiled.ts';
import type { RunContext } from './context.ts';

/** What nothing shadows, wherever a task stands: the command line's variables, and our own words. */
export type Words = Readonly<Record<string, unknown>> & {
  readonly inputs: Readonly<Record<string, unknown>>;
};

/**
 * The names that tasks of a role see: those around its use, over the role's defaults and under its variables, and its
 * inputs over the playbook's. What is around sees nothing of the role: it is rendered with the names it was written for.
 */
export function enterRole(
  outside: Record<string, unknown>,
  role: RoleUse,
  { run, words }: { readonly run: RunContext; readonly words: Words },
): { readonly scope: Record<string, unknown>; readonly words: Words } {
  defineLazily(outside, role.around);
  assignOver(outside, words);
  const scope = copyLazily(outside);
  keepOutside(scope, { role, scope: outside });
  const weak = Object.entries(role.defaults).filter(([name]) => !Object.hasOwn(outside, name));
  defineLazily(scope, Object.fromEntries(weak));
  defineLazily(scope, role.vars);
  const inputs = copyLazily(words.inputs);
  for (const [name, input] of Object.entries(role.inputs)) {
    let made: { readonly value: unknown } | undefined;
    const get = (): unknown => (made ??= { value: renderInput(name, input, { role, run, outside }) }).value;
    Object.defineProperty(inputs, name, { get, enumerable: true, configurable: true });
  }
  return { scope, words: { ...words, inputs } };
}

/** What is rendered when it is first asked for stays so. */
function copyLazily(names: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(names));
}

/** A value given is made with the names where the role is used, and fits the schema or ends the task. */
function renderInput(
  name: string,
  { holder, given }: RoleInput,
  { role, run, outside }: { readonly role: RoleUse; readonly run: RunContext; readonly outside: Scope },
): unknown {
  const raw = given?.render(outside);
  if (isUnknown(raw)) return raw;
  const { value, issues } = run.validator.check(holder, given ? { [name]: raw } : {});
  if (issues.length > 0) {
    const texts = issues.map(({ path, message }) => `input ${path.join('.') || name} ${message}`);
    const place = given ? `${given.span.file}:${given.span.line}:${given.span.column}: ` : '';
    throw new K3Error(`${place}role "${role.name}": ${texts.join('; ')}`, {
      kind: 'template',
      code: 'run/role-input',
    });
  }
  const made = isPlainMap(value) ? value[name] : undefined;
  run.keepSecret(made);
  return made;
}
