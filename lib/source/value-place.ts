import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

/** A part of a text and what takes its place. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A value, and where it hangs. */
export interface Slot {
  readonly node: Node | null;
  readonly holder: YAMLMap | YAMLSeq | undefined;
  /** The pair of a map that it is the value of. */
  readonly pair?: Pair<Node, Node | null> | undefined;
  /** Whether it is within brackets. */
  readonly inFlow: boolean;
}

/** From the first to behind the last character, without the line ends that a block has at its end. */
export function spanOf(node: Node, text: string): readonly [number, number] {
  const [start, end] = node.range ?? [0, 0];
  return [start, start + text.slice(start, end).trimEnd().length];
}
