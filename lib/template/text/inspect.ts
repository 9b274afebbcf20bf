import { fault, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import type { Reference } from '../compiled.ts';
import { offsetAt, spanInside } from '../position.ts';
import { BLOCKS } from './blocks.ts';
import { HELPERS } from './helpers.ts';

/** A name read by a template, with where it stands; for messages of a rendering. */
export interface Mention {
  readonly parts: readonly string[];
  readonly span: Span;
}

export interface Inspection {
  readonly faults: readonly Diagnostic[];
  readonly references: readonly Reference[];
  readonly mentions: readonly Mention[];
  /** Helpers and blocks called. */
  readonly calls: readonly Mention[];
}

/** Finds in a parsed template what it reads, and all that our templates do not have. */
export function inspectTemplate(program: hbs.AST.Program, text: string, span: Span): Inspection {
  const inspector = new Inspector(text, span);
  inspector.visitProgram(program, { root: true, names: new Set(), above: undefined });
  return inspector;
}

/** What the names of a part of a template mean. */
interface Frame {
  /** Plain names are variables of the scope, not fields of an `{{#each}}` item. */
  readonly root: boolean;
  /** Names given by `as |name|`. */
  readonly names: ReadonlySet<string>;
  readonly above: Frame | undefined;
}

const DATA: ReadonlySet<string> = new Set(['root', 'index', 'key', 'first', 'last']);

class Inspector implements Inspection {
  readonly faults: Diagnostic[] = [];
  readonly references: Reference[] = [];
  readonly mentions: Mention[] = [];
  readonly calls: Mention[] = [];
  readonly #text: string;
  readonly #span: Span;

  constructor(text: string, span: Span) {
    this.#text = text;
    this.#span = span;
  }

  visitProgram(program: hbs.AST.Program, frame: Frame): void {
    for (const statement of program.body) this.#visitStatement(statement, frame);
  }

  #visitStatement(statement: hbs.AST.Statement, frame: Frame): void {
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        return this.#visitMustache(statement as hbs.AST.MustacheStatement, frame);
      case 'BlockStatement':
        return this.#visitBlock(statement as hbs.AST.BlockStatement, frame);
      case 'PartialStatement':
      case 'PartialBlockStatement':
        return this.#fault(
          'partial',
          statement,
          'templates cannot include other templates',
          'use the template module for each file',
        );
      default:
        return this.#fault('syntax', statement, 'decorators are not supported');
    }
  }

  #visitMustache(statement: hbs.AST.MustacheStatement, frame: Frame): void {
    const path = statement.path;
    if (!isPath(path)) return this.#fault('syntax', statement, 'a variable is wanted between {{ and }}');
    const called = statement.params.length > 0 || statement.hash !== undefined;
    if (!called && !isHelper(path, frame)) return this.#visitPath(path, frame);
    this.#visitCall(statement, path, frame);
  }

  #visitBlock(block: hbs.AST.BlockStatement, frame: Frame): void {
    const name = block.path.original;
    this.calls.push({ parts: [name], span: this.#spanOf(block.path) });
    if (!Object.hasOwn(BLOCKS, name)) {
      const hint = hintNearest(name, Object.keys(BLOCKS)) ?? `write {{#if ${name}}} or {{#each ${name}}}`;
      this.#fault('unknown-block', block.path, `there is no block {{#${name}}}`, hint);
    } else {
      if (block.params.length !== 1 || block.hash)
        this.#fault('arity', block.path, `{{#${name}}} takes one value`);
      for (const param of block.params) this.#visitValue(param, frame);
    }

    const own = name === 'each' || name === 'with';
    const names = new Set([...frame.names, ...(block.program?.blockParams ?? [])]);
    const inside: Frame = own ? { root: false, names, above: frame } : { ...frame, names };
    if (block.program) this.visitProgram(block.program, inside);
    if (block.inverse) this.visitProgram(block.inverse, frame);
  }

  #visitCall(
    call: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
    path: hbs.AST.PathExpression,
    frame: Frame,
  ): void {
    const name = path.original;
    this.calls.push({ parts: [name], span: this.#spanOf(path) });
    const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
    if (!helper) {
      const hint =
        hintNearest(name, Object.keys(HELPERS)) ?? `the helpers are ${Object.keys(HELPERS).join(', ')}`;
      this.#fault('unknown-helper', path, `there is no helper "${name}"`, hint);
    } else {
      this.#checkArity(name, call, helper.arity);
    }
    for (const [index, param] of call.params.entries()) {
      this.#visitValue(param, frame, helper?.lenient === true && index === 0);
    }
  }

  #checkArity(
    name: string,
    call: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
    [least, most]: readonly [number, number],
  ): void {
    if (call.hash) this.#fault('arity', call, `"${name}" takes no named values`);
    const count = call.params.length;
    if (count >= least && count <= most) return;
    const wanted = least === most ? String(least) : `${least} to ${most}`;
    const hint = count === 0 ? `a variable of this name is read by {{this.${name}}}` : undefined;
    this.#fault(
      'arity',
      call,
      `"${name}" takes ${wanted} ${most === 1 ? 'value' : 'values'}, got ${count}`,
      hint,
    );
  }

  #visitValue(value: hbs.AST.Expression, frame: Frame, optional = false): void {
    if (isPath(value)) this.#visitPath(value, frame, optional);
    else if (value.type === 'SubExpression') {
      const call = value as hbs.AST.SubExpression;
      this.#visitCall(call, call.path, frame);
    }
  }

  #visitPath(path: hbs.AST.PathExpression, frame: Frame, optional = false): void {
    const span = this.#spanOf(path);
    this.mentions.push({ parts: path.parts, span });
    const [first] = path.parts;
    if (path.data) {
      if (first === undefined || !DATA.has(first)) {
        this.#fault(
          'unknown-data',
          path,
          `there is no @${first ?? ''}`,
          'there are @index, @key, @first, @last and @root',
        );
      } else if (first === 'root') this.#refer(path.parts.slice(1), span, optional);
      return;
    }
    if (path.depth === 0 && first !== undefined && !isScoped(path) && frame.names.has(first)) return;
    let target: Frame | undefined = frame;
    for (let depth = 0; depth < path.depth; depth++) target = target?.above;
    if (!target) return this.#fault('depth', path, `there is nothing above here for ${path.original}`);
    if (target.root) this.#refer(path.parts, span, optional);
  }

  #refer(path: readonly string[], span: Span, optional: boolean): void {
    if (path.length > 0) this.references.push({ path, span, ...(optional && { optional }) });
  }

  #fault(code: string, node: hbs.AST.Node, message: string, hint?: string): void {
    this.faults.push(fault(`template/${code}`, message, { span: this.#spanOf(node), hint }));
  }

  #spanOf(node: hbs.AST.Node): Span {
    const { line, column } = node.loc.start;
    return spanInside(this.#span, this.#text, offsetAt(this.#text, line, column));
  }
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

/** `this.name` and `./name` always mean a field. */
function isScoped(path: hbs.AST.PathExpression): boolean {
  return /^\.|this\b/.test(path.original);
}

function isHelper(path: hbs.AST.PathExpression, frame: Frame): boolean {
  const [name] = path.parts;
  if (path.data || path.depth > 0 || path.parts.length !== 1 || name === undefined) return false;
  return Object.hasOwn(HELPERS, name) && !isScoped(path) && !frame.names.has(name);
}
