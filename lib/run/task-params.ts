import { K3Error } from '../core/errors.ts';
import { isUnknown } from '../core/unknown.ts';
import type { Module } from '../modules/define.ts';
import type { Task } from '../playbook/model.ts';
import type { ObjectSchema, RenderedFile, TSchema } from '../schema/build.ts';
import { prepareParams } from '../schema/params.ts';
import type { Scope } from '../template/compiled.ts';
import { compileExpression } from '../template/compile.ts';
import type { PlayContext } from './context.ts';
import type { BuiltParams } from './prepared-rounds.ts';

/**
 * The params of a task for one host: rendered, validated, and with what the schema's keyword `resolve` or
 * `expressions` asks for put in place of the text.
 */
export async function buildParams(
  task: Task,
  scope: () => Scope,
  options: { readonly module: Module; readonly context: PlayContext },
): Promise<BuiltParams> {
  const { module, context } = options;
  const { literal } = task.params;
  const rendered = literal ? literal.value : task.params.render(scope());
  if (isUnknown(rendered)) return rendered;
  const prepared = prepareParams(context.run.validator, module.params, rendered);
  if (prepared.kind === 'unknown') return prepared.unknown;
  if (prepared.kind === 'invalid') throw invalidParams(task, prepared.issues);
  context.run.keepSecret(prepared.params);
  return resolveObject(module.params, prepared.params as object, { task, scope, context });
}

interface ResolveOptions {
  readonly task: Task;
  readonly scope: () => Scope;
  readonly context: PlayContext;
}

async function resolveObject(
  schema: Pick<ObjectSchema, 'properties'>,
  value: object,
  options: ResolveOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const resolved: Record<string, unknown> = { ...value };
  for (const name of Object.keys(schema.properties)) {
    const property = schema.properties[name];
    if (resolved[name] !== undefined && property && isResolved(property))
      resolved[name] = await resolveParam(property, resolved[name], options);
  }
  return resolved;
}

function isResolved(schema: TSchema): boolean {
  return 'resolve' in schema || 'expressions' in schema || 'properties' in schema;
}

async function resolveParam(schema: TSchema, value: unknown, options: ResolveOptions): Promise<unknown> {
  const { resolve, expressions } = schema as { resolve?: 'template' | 'file' | 'text'; expressions?: true };
  const { task, scope, context } = options;
  if (expressions) {
    return (value as readonly string[]).map((text) => ({
      text,
      value: compileExpression(text, task.params.span, context.run.language).render(scope()),
    }));
  }
  if (resolve === 'template') return renderFile(value as string, options);
  if (resolve === 'text') return context.run.templates.plainText(value as string, task.folders);
  if (resolve === 'file') return context.run.templates.file(value as string, task.folders);
  return resolveObject(schema as ObjectSchema, value as object, options);
}

async function renderFile(path: string, { task, scope, context }: ResolveOptions): Promise<RenderedFile> {
  const { file, text } = await context.run.templates.template(path, task.folders);
  return { path: file, text: text.render(scope()) };
}

function invalidParams(
  task: Task,
  issues: readonly {
    readonly path: readonly (string | number)[];
    readonly message: string;
    readonly hint?: string;
  }[],
): K3Error {
  const { file, line, column } = task.params.span;
  const texts = issues.map(({ path, message, hint }) => {
    const place = path.length > 0 ? `${path.join('.')}: ` : '';
    return `${place}${message}${hint ? ` (${hint})` : ''}`;
  });
  return new K3Error(`${file}:${line}:${column}: ${task.module}: ${texts.join('; ')}`, {
    kind: 'template',
    code: 'run/invalid-params',
  });
}
