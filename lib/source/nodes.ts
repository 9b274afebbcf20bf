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
import { CelText } from './tags.ts';

/** More values than this by way of aliases is an attack or a mistake, never a playbook. */
const MAX_ALIASED_VALUES = 100_000;

export const celTag: ScalarTag = { tag: '!cel', resolve: (text) => new CelText(text) };

/** Turns a parsed document into plain data, collecting what YAML allows and playbooks do not. */
export function readNodes(document: Document, text: string, spanOf: (offset: number) => Span) {
  const reader = new NodeReader(document, text, spanOf);
  const value = reader.read(document.contents).value;
  return { value, faults: reader.faults };
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
  readonly #readings = new Map<Node, Reading>();
  readonly #open = new Set<Node>();
  #aliased = 0;

  constructor(document: Document, text: string, spanOf: (offset: number) => Span) {
    this.#document = document;
    this.#text = text;
    this.#spanOf = spanOf;
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
    if (isMap(node)) return this.#readMap(node.items, node);
    if (isSeq(node)) return this.#readList(node.items);
    return { value: isScalar(node) ? this.#readScalar(node) : null, size: 1 };
  }

  #readAlias(node: Node & { source: string }): Reading {
    const target = isAlias(node) ? node.resolve(this.#document) : undefined;
    const reading = target && this.#readings.get(target);
    if (!reading) {
      const cyclic = target !== undefined && this.#open.has(target);
      if (cyclic) this.#fault('alias-cycle', node, `*${node.source} contains itself`);
      else this.#fault('unknown-alias', node, `there is no &${node.source} above this *${node.source}`);
      return { value: null, size: 1 };
    }
    const before = this.#aliased;
    this.#aliased += reading.size;
    if (before <= MAX_ALIASED_VALUES && this.#aliased > MAX_ALIASED_VALUES) {
      this.#fault('too-many-aliases', node, 'the aliases of this file stand for too many values');
    }
    return reading;
  }

  #readMap(items: readonly Pair[], map: Node): Reading {
    if (items.length === 1 && looksUnquoted(map)) {
      this.#fault(
        'unquoted-template',
        map,
        'a value that starts with {{ must be quoted',
        hintUnquoted(this.#text, map),
      );
      return { value: null, size: 1 };
    }
    const value: Record<string, unknown> = {};
    let size = 1;
    for (const { key, value: content } of items) {
      const name = this.#readKey(key, map);
      if (name !== undefined && Object.hasOwn(value, name))
        this.#fault(
          'duplicate-key',
          isNode(key) ? key : map,
          `the key "${name}" is already in this map`,
          'keep one of them',
        );
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
      this.#fault('complex-key', isNode(key) ? key : map, 'a key must be plain text', hint);
      return undefined;
    }
    if (key.tag !== undefined) this.#checkTag(key);
    if (key.value === null && !key.source) {
      this.#fault('empty-key', map, 'a key is missing before ":"');
      return undefined;
    }
    const name = keyText(key);
    if (name === '<<' && key.type === 'PLAIN') {
      this.#fault(
        'merge-key',
        key,
        'merge keys (<<) are not supported',
        'write the keys out, or use merge() in a !cel value',
      );
      return undefined;
    }
    if (name === '__proto__') {
      this.#fault('reserved-key', key, '"__proto__" cannot be a key');
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
      this.#fault('number-too-large', node, `${source ?? value} is too large to be kept exactly`, 'quote it');
    }
    return value ?? null;
  }

  #checkTag(node: Node & { tag?: string }): void {
    const { tag } = node;
    if (tag === undefined || CORE_TAGS.has(tag)) return;
    if (tag === celTag.tag) {
      if (isScalar(node)) return;
      this.#fault(
        'cel-not-text',
        node,
        '!cel wants an expression as text',
        'quote the expression: !cel \'{"a": 1}\'',
      );
      return;
    }
    const hint = TAG_HINTS[tag] ?? 'the only tag is !cel; quote the text if it should start with "!"';
    this.#fault('unknown-tag', node, `unknown tag ${tag.replace('tag:yaml.org,2002:', '!!')}`, hint);
  }

  #fault(code: string, node: Node, message: string, hint?: string): void {
    this.faults.push(fault(`source/${code}`, message, { span: this.#spanOf(node.range?.[0] ?? 0), hint }));
  }
}

const OPEN = { enumerable: true, writable: true, configurable: true } as const;
const CORE_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);
const TAG_HINTS: Readonly<Record<string, string>> = {
  '!secret':
    'secrets are not written here; give them as an input from an encrypted file, the environment or a command',
  '!vault': 'Ansible vaults cannot be read; keep secrets in an age-encrypted file',
  '!unsafe': 'data is never a template here; leave the tag out',
};
