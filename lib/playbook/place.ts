import { dirname, isAbsolute, join } from 'node:path';
import type { Span } from '../core/diagnostic.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { SourceDocument } from '../source/document.ts';
import type { Path } from '../source/positions.ts';

/** A value of a file together with where it is written. */
export class Place {
  readonly document: SourceDocument;
  readonly path: Path;
  readonly value: unknown;

  constructor(document: SourceDocument, path: Path, value: unknown) {
    this.document = document;
    this.path = path;
    this.value = value;
  }

  get span(): Span {
    return this.document.spanAt(this.path);
  }

  /** Where the key of the value is written; of list items, the value itself. */
  get keySpan(): Span {
    return this.document.keySpanAt(this.path);
  }

  /** Spans of the parts of the value. */
  readonly spans = (path: Path): Span => this.document.spanAt([...this.path, ...path]);

  at(step: string | number): Place {
    const { value } = this;
    const holder = value !== null && typeof value === 'object' ? value : {};
    const part = Object.hasOwn(holder, step)
      ? (holder as Readonly<Record<string | number, unknown>>)[step]
      : undefined;
    return new Place(this.document, [...this.path, step], part);
  }

  has(key: string): boolean {
    return isPlainMap(this.value) && Object.hasOwn(this.value, key);
  }

  keys(): readonly string[] {
    return isPlainMap(this.value) ? Object.keys(this.value) : [];
  }

  items(): readonly Place[] {
    return Array.isArray(this.value) ? this.value.map((_, index) => this.at(index)) : [];
  }
}

export function rootOf(document: SourceDocument): Place {
  return new Place(document, [], document.value);
}

/** A path written in a file: it counts from that file's folder. */
export function besides(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}
