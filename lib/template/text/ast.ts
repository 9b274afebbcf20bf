/**
 * A parsed template as Handlebars 4 makes it. Its own types call fields present that are not
 * (`hash`, `program`), and tell no statement from another.
 */
export interface Program {
  readonly body: readonly Statement[];
  readonly blockParams?: readonly string[];
}

export interface Node {
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };
}

interface Ignored extends Node {
  readonly type: 'ContentStatement' | 'CommentStatement';
}

interface Unsupported extends Node {
  readonly type: 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock';
}

/** `{{> name}}` */
export interface Partial extends Node {
  readonly type: 'PartialStatement';
  readonly name: PathExpression | SubExpression | Literal;
  /** What stands for the context in it, if given. */
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  /** White space before it, where it has a line of its own. */
  readonly indent?: string;
}

interface Hash extends Node {
  readonly pairs: readonly { readonly key: string; readonly value: Expression }[];
}

export interface Mustache extends Node {
  readonly type: 'MustacheStatement';
  readonly path: PathExpression | Literal;
  readonly params: readonly Expression[];
  readonly hash?: Node;
}

export interface Block extends Node {
  readonly type: 'BlockStatement';
  readonly path: PathExpression;
  readonly params: readonly Expression[];
  readonly hash?: Node;
  readonly program?: Program;
  readonly inverse?: Program;
}

export interface SubExpression extends Node {
  readonly type: 'SubExpression';
  readonly path: PathExpression;
  readonly params: readonly Expression[];
  readonly hash?: Node;
}

export interface PathExpression extends Node {
  readonly type: 'PathExpression';
  /** `@index` and the like. */
  readonly data: boolean;
  /** How many `../` it starts with. */
  readonly depth: number;
  readonly parts: readonly string[];
  readonly original: string;
}

export interface Literal extends Node {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral' | 'NullLiteral' | 'UndefinedLiteral';
}

export type Statement = Ignored | Unsupported | Partial | Mustache | Block;
export type Expression = PathExpression | SubExpression | Literal;
