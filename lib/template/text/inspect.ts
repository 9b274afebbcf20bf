import { fault, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import type { Reference } from '../compiled.ts';
import { offsetAt, spanInside } from '../position.ts';
import type {
  Block,
  Expression,
  Mustache,
  Node,
  Partial,
  PathExpression,
  Program,
  Statement,
  SubExpression,
} from './ast.ts';
import { BLOCKS } from './blocks.ts';
import { arityOf, paramAt, type Helper } from './helper.ts';
import type { Include } from './include.ts';
import { findIncluded, type Fault, type Visited } from './included.ts';
import { startOf, type Partials } from './partials.ts';
import { checkArity, explainType } from './call-check.ts';

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
  /** Names of helpers that stand alone: every helper takes a value, so a variable is meant. */
  readonly variables: readonly PathExpression[];
  readonly includes: readonly Include[];
}

/** Finds in a parsed template what it reads, and all that our templates do not have. */
export function inspectTemplate(program: Program, { text, span, ...options }: InspectOptions): Inspection {
  const inspector = new Inspector({ text, span, trail: [span.file] }, options);
  inspector.visitProgram(program, { root: true, names: new Set(), above: undefined });
  return inspector;
}

export interface InspectOptions {
  readonly text: string;
  readonly span: Span;
  /** Without them, a text includes no others. */
  readonly partials: Partials | undefined;
  readonly helpers: Readonly<Record<string, Helper>>;
}

/** What the names of a part of a template mean. */
interface Frame {
  /** Plain names are variables of the scope, not fields of an `{{#each}}` item. */
  readonly root: boolean;
  /** Names given by `as |name|`. */
  readonly names: ReadonlySet<string>;
  readonly above: Frame | undefined;
}

interface CallPlace {
  readonly name: string;
  readonly helper: Helper;
  readonly index: number;
}

const DATA: ReadonlySet<string> = new Set(['root', 'index', 'key', 'first', 'last']);

class Inspector implements Inspection {
  readonly faults: Diagnostic[] = [];
  readonly references: Reference[] = [];
  readonly mentions: Mention[] = [];
  readonly calls: Mention[] = [];
  readonly variables: PathExpression[] = [];
  readonly includes: Include[] = [];
  readonly #partials: InspectOptions['partials'];
  readonly #helpers: InspectOptions['helpers'];
  #visited: Visited;

  constructor(visited: Visited, { partials, helpers }: Pick<InspectOptions, 'partials' | 'helpers'>) {
    this.#visited = visited;
    this.#partials = partials;
    this.#helpers = helpers;
  }

  visitProgram(program: Program, frame: Frame): void {
    for (const statement of program.body) this.#visitStatement(statement, frame);
  }

  #visitStatement(statement: Statement, frame: Frame): void {
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        return this.#visitMustache(statement, frame);
      case 'BlockStatement':
        return this.#visitBlock(statement, frame);
      case 'PartialStatement':
        return this.#visitPartial(statement, frame);
      case 'PartialBlockStatement': {
        const hint = 'write {{> name}}';
        return this.#fault(statement, { code: 'partial', message: 'blocks cannot be included', hint });
      }
      case 'Decorator':
      case 'DecoratorBlock':
        return this.#fault(statement, { code: 'syntax', message: 'decorators are not supported' });
    }
  }

  #visitPartial(statement: Partial, frame: Frame): void {
    const { name, params, hash } = statement;
    for (const param of params) this.#visitValue(param, frame);
    for (const { value } of hash?.pairs ?? []) this.#visitValue(value, frame);
    const found = findIncluded(name, this.#visited, this.#partials);
    if (found && 'code' in found) this.#fault(name, found);
    if (!found || 'code' in found) return;
    this.includes.push({ statement, file: found.file });
    this.calls.push({ parts: [], span: this.#spanOf(name) });
    const names = new Set((hash?.pairs ?? []).map(({ key }) => key));
    const outer = this.#visited;
    this.#visited = { text: found.text, span: startOf(found.file), trail: [...outer.trail, found.file] };
    this.visitProgram(found.program, { root: frame.root && params.length === 0, names, above: undefined });
    this.#visited = outer;
  }

  #visitMustache(statement: Mustache, frame: Frame): void {
    const { path } = statement;
    if (path.type !== 'PathExpression') {
      const message = 'a variable is wanted between {{ and }}';
      return this.#fault(statement, { code: 'syntax', message });
    }
    const called = statement.params.length > 0 || statement.hash !== undefined;
    if (called) return this.#visitCall({ ...statement, path }, frame);
    if (this.#hasHelperName(path, frame)) this.variables.push(path);
    this.#visitPath(path, frame);
  }

  #visitBlock(block: Block, frame: Frame): void {
    const name = block.path.original;
    this.calls.push({ parts: [name], span: this.#spanOf(block.path) });
    if (!Object.hasOwn(BLOCKS, name)) {
      const hint = hintNearest(name, Object.keys(BLOCKS)) ?? hintBlock(name, block.params.length > 0);
      this.#fault(block.path, { code: 'unknown-block', message: `there is no block {{#${name}}}`, hint });
    } else {
      const fits = block.params.length === 1 && !block.hash;
      if (!fits) this.#fault(block.path, { code: 'arity', message: `{{#${name}}} takes one value` });
      for (const param of block.params) this.#visitValue(param, frame);
    }

    const own = name === 'each' || name === 'with';
    const names = new Set([...frame.names, ...(block.program?.blockParams ?? [])]);
    const inside: Frame = own ? { root: false, names, above: frame } : { ...frame, names };
    if (block.program) this.visitProgram(block.program, inside);
    if (block.inverse) this.visitProgram(block.inverse, frame);
  }

  #visitCall(call: Pick<SubExpression, 'path' | 'params' | 'hash' | 'loc'>, frame: Frame): void {
    const { path, params } = call;
    const name = path.original;
    this.calls.push({ parts: [name], span: this.#spanOf(path) });
    const helper = Object.hasOwn(this.#helpers, name) ? this.#helpers[name] : undefined;
    if (helper) {
      for (const problem of checkArity(name, {
        given: params.length,
        arity: arityOf(helper),
        hash: call.hash,
      })) {
        this.#fault(path, { code: 'arity', ...problem });
      }
    } else {
      const names = Object.keys(this.#helpers);
      const hint =
        hintNearest(name, names) ??
        hintNearest(name.replace(/^to_(nice_)?/, ''), names) ??
        `the helpers are ${names.join(', ')}`;
      this.#fault(path, { code: 'unknown-helper', message: `there is no helper "${name}"`, hint });
    }
    for (const [index, param] of params.entries()) {
      if (helper) this.#checkType(param, { name, helper, index });
      this.#visitValue(param, frame, { optional: helper?.lenient === true && index === 0 });
    }
  }

  #checkType(value: Expression, call: CallPlace): void {
    const { name } = call;
    const wanted = paramAt(call.helper, call.index);
    const message = wanted && explainType(value, { name, wanted, helpers: this.#helpers });
    if (message !== undefined) this.#fault(value, { code: 'wrong-type', message });
  }

  #visitValue(value: Expression, frame: Frame, { optional = false } = {}): void {
    if (value.type === 'PathExpression') this.#visitPath(value, frame, { optional });
    else if (value.type === 'SubExpression') this.#visitCall(value, frame);
  }

  #visitPath(path: PathExpression, frame: Frame, { optional = false } = {}): void {
    const span = this.#spanOf(path);
    const refer = (parts: readonly string[]) => {
      if (parts.length > 0) this.references.push({ path: parts, span, ...(optional && { optional }) });
    };
    this.mentions.push({ parts: path.parts, span });
    const [first = ''] = path.parts;

    if (path.data) {
      if (first === 'root') return refer(path.parts.slice(1));
      if (DATA.has(first)) return;
      const hint = 'there are @index, @key, @first, @last and @root';
      return this.#fault(path, { code: 'unknown-data', message: `there is no @${first}`, hint });
    }
    if (path.depth === 0 && !isScoped(path) && frame.names.has(first)) return;
    let target: Frame | undefined = frame;
    for (let depth = 0; depth < path.depth; depth++) target = target?.above;
    if (!target) {
      return this.#fault(path, {
        code: 'depth',
        message: `there is nothing above here for ${path.original}`,
      });
    }
    if (target.root) refer(path.parts);
  }

  #hasHelperName(path: PathExpression, frame: Frame): boolean {
    const [name] = path.parts;
    if (path.data || path.depth > 0 || path.parts.length !== 1 || name === undefined) return false;
    return Object.hasOwn(this.#helpers, name) && !isScoped(path) && !frame.names.has(name);
  }

  #fault(node: Node, { code, message, hint }: Fault): void {
    this.faults.push(fault(`template/${code}`, message, { span: this.#spanOf(node), hint }));
  }

  #spanOf(node: Node): Span {
    const { line, column } = node.loc.start;
    const { span, text } = this.#visited;
    return spanInside(span, text, offsetAt(text, line, column));
  }
}

/** A block with values is a word of another language; one without is a variable. */
function hintBlock(name: string, hasParams: boolean): string {
  if (!hasParams) return `write {{#if ${name}}} or {{#each ${name}}}`;
  return `the blocks are ${Object.keys(BLOCKS).join(', ')}`;
}

/** `this.name` and `./name` always mean a field. */
function isScoped(path: PathExpression): boolean {
  return /^(\.|this\b)/.test(path.original);
}
