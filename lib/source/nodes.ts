import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Pair,
  type ScalarTag,
} from 'yaml';
import { fault, type Diagnostic, type Span } from '../core/diagnostic.ts';
import { hintUnquoted, looksUnquoted } from './faults.ts';
import { keyText } from './positions.ts';
import { CelText, Lookup, SecretName, type LookupKind } from './tags.ts';

/** More values than this by way of aliases is an attack or a mistake, never a playbook. */
const MAX_ALIASED_VALUES = 100_000;

export const celTag: ScalarTag = { tag: '!cel', resolve: (text) => new CelText(text) };
export const secretTag: ScalarTag = { tag: '!secret', resolve: (name) => new SecretName(name.trim()) };

export interface Reader {
  readonly text: string;
  readonly spanOf: (offset: number) => Span;
  /** Whether `!secret` may be written. */
  readonly secrets: boolean;
  /** Whether `!env` and the like may be written. */
  readonly lookups: boolean;
}

/** Turns a parsed document into plain data, collecting what YAML allows and playbooks do not. */
export function readNodes(
  document: Document,
  given: Reader,
): { readonly value: unknown; readonly faults: readonly Diagnostic[] } {
  const reader = new NodeReader(document, given);
  const { value } = reader.read(document.contents);
  return { value, faults: reader.faults };
}

interface NodeFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A value and how many values it holds. */
interface Reading {
  readonly value: unknown;
  readonly size: number;
}

class NodeReader {
  readonly faults: Diagnostic[] = [];
  readonly #document: Document;
  readonly #text: string;
  readonly #spanOf: (offset: number) => Span;
  readonly #secrets: boolean;
  readonly #lookups: boolean;
  readonly #readings = new Map<Node, Reading>();
  readonly #open = new Set<Node>();
  #aliased = 0;

  constructor(document: Document, { text, spanOf, secrets, lookups }: Reader) {
    this.#document = document;
    this.#text = text;
    this.#spanOf = spanOf;
    this.#secrets = secrets;
    this.#lookups = lookups;
  }

  read(node: Node | null): Reading {
    if (node === null) return { value: null, size: 1 };
    this.#open.add(node);
    const reading = this.#readFresh(node);
    this.#open.delete(node);
    if (node.anchor !== undefined) this.#readings.set(node, reading);
    return reading;
  }

  #readFresh(node: Node): Reading {
    if (isAlias(node)) return this.#readAlias(node);
    this.#checkTag(node);
    const { value, size } = this.#readContent(node);
    const kind = this.#lookups && node.tag !== undefined ? LOOKUP_TAGS.get(node.tag) : undefined;
    return { value: kind === undefined ? value : new Lookup(kind, value), size };
  }

  #readContent(node: Node): Reading {
    if (isMap(node)) return this.#readMap(node.items, node);
    if (isSeq(node)) return this.#readList(node.items);
    return { value: isScalar(node) ? this.#readScalar(node) : null, size: 1 };
  }

  #readAlias(node: Node & { source: string }): Reading {
    const target = isAlias(node) ? node.resolve(this.#document) : undefined;
    const reading = target && this.#readings.get(target);
    if (!reading) {
      const cyclic = target !== undefined && this.#open.has(target);
      if (cyclic) this.#fault(node, { code: 'alias-cycle', message: `*${node.source} contains itself` });
      else
        this.#fault(node, {
          code: 'unknown-alias',
          message: `there is no &${node.source} above this *${node.source}`,
          hint: 'quote text that starts with "*"',
        });
      return { value: null, size: 1 };
    }
    const before = this.#aliased;
    this.#aliased += reading.size;
    if (before <= MAX_ALIASED_VALUES && this.#aliased > MAX_ALIASED_VALUES) {
      this.#fault(node, {
        code: 'too-many-aliases',
        message: 'the aliases of this file stand for too many values',
      });
    }
    return reading;
  }

  #readMap(items: readonly Pair[], map: Node): Reading {
    if (items.length === 1 && looksUnquoted(map)) {
      const hint = hintUnquoted(this.#text, map);
      this.#fault(map, {
        code: 'unquoted-template',
        message: 'a value that starts with {{ must be quoted',
        hint,
      });
      return { value: null, size: 1 };
    }
    const value: Record<string, unknown> = {};
    let size = 1;
    for (const { key, value: content } of items) {
      const name = this.#readKey(key, map);
      if (name !== undefined && Object.hasOwn(value, name)) {
        const message = `the key "${name}" is already in this map`;
        this.#fault(isNode(key) ? key : map, { code: 'duplicate-key', message, hint: 'keep one of them' });
      }
      const reading = this.read(isNode(content) ? content : null);
      size += reading.size;
      // Defined, not assigned: `__proto__` must stay a key like any other.
      if (name !== undefined) Object.defineProperty(value, name, { value: reading.value, ...OPEN });
    }
    return { value, size };
  }

  #readKey(key: unknown, map: Node): string | undefined {
    if (!isScalar(key)) {
      const hint = isAlias(key) ? 'write the key out' : 'quote it if it is meant as text';
      this.#fault(isNode(key) ? key : map, {
        code: 'complex-key',
        message: 'a key must be plain text',
        hint,
      });
      return undefined;
    }
    if (key.tag !== undefined) this.#checkTag(key);
    if (key.value === null && !key.source) {
      this.#fault(map, { code: 'empty-key', message: 'a key is missing before ":"' });
      return undefined;
    }
    const name = keyText(key);
    if (name === '<<' && key.type === 'PLAIN') {
      const hint = 'write the keys out, or use merge() in a !cel value';
      this.#fault(key, { code: 'merge-key', message: 'merge keys (<<) are not supported', hint });
      return undefined;
    }
    if (name === '__proto__') {
      this.#fault(key, { code: 'reserved-key', message: '"__proto__" cannot be a key' });
      return undefined;
    }
    return name;
  }

  #readList(items: readonly unknown[]): Reading {
    const readings = items.map((item) => this.read(isNode(item) ? item : null));
    return {
      value: readings.map((reading) => reading.value),
      size: readings.reduce((sum, reading) => sum + reading.size, 1),
    };
  }

  #readScalar(node: Node & { value: unknown; source?: string }): unknown {
    const { value, source } = node;
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      const message = `${source ?? value} is too large to be kept exactly`;
      this.#fault(node, { code: 'number-too-large', message, hint: 'quote it' });
    }
    return value ?? null;
  }

  #checkTag(node: Node & { tag?: string }): void {
    const { tag } = node;
    if (tag === undefined || CORE_TAGS.has(tag)) return;
    if (tag === celTag.tag) {
      if (isScalar(node)) return;
      const hint = 'quote the expression: !cel \'{"a": 1}\'';
      this.#fault(node, { code: 'cel-not-text', message: '!cel wants an expression as text', hint });
      return;
    }
    if (tag === secretTag.tag && this.#secrets) {
      if (isScalar(node) && node.value instanceof SecretName && node.value.name !== '') return;
      const hint = 'write !secret NAME; `k3play secrets show` lists the names';
      this.#fault(node, { code: 'secret-without-name', message: '!secret wants the name of a secret', hint });
      return;
    }
    if (this.#lookups && LOOKUP_TAGS.has(tag)) return;
    const hint =
      TAG_HINTS[tag] ??
      'the tags are !cel and, in variables, !env, !file, !command and !http; quote the text if it should start with "!"';
    const message = `unknown tag ${tag.replace('tag:yaml.org,2002:', '!!')}`;
    this.#fault(node, { code: 'unknown-tag', message, hint });
  }

  #fault(node: Node, { code, message, hint }: NodeFault): void {
    this.faults.push(fault(`source/${code}`, message, { span: this.#spanOf(node.range?.[0] ?? 0), hint }));
  }
}

const OPEN = { enumerable: true, writable: true, configurable: true } as const;
const CORE_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);
const LOOKUP_TAGS: ReadonlyMap<string, LookupKind> = new Map(
  (['env', 'file', 'command', 'http'] as const).map((kind) => [`!${kind}`, kind]),
);
const LOOKUP_HINT = 'values are looked up in inventories and in the vars of playbooks';
const TAG_HINTS: Readonly<Record<string, string>> = {
  '!secret': 'only an inventory names secrets; hand them on as inputs',
  '!env': LOOKUP_HINT,
  '!file': LOOKUP_HINT,
  '!command': LOOKUP_HINT,
  '!http': LOOKUP_HINT,
  '!vault':
    'Ansible vaults cannot be read; keep it by `k3play secrets set NAME -i INVENTORY` and write !secret NAME',
  '!unsafe': 'data is never a template here; leave the tag out',
};
