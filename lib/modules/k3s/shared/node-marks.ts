import { change, predict, run, type RunStep } from '../../step.ts';
import type { HostRead } from '../../read.ts';
import { kubectl, type ApiAnswer, type Kubectl } from './kubectl.ts';
import type { NodeState } from './node-state.ts';
import { isSameTaint, parseTaint, showTaint } from './taint.ts';

type Answer = ApiAnswer<NodeState | null>;

/** The labels and taints that a node is to have or to lose. */
export interface WantedMarks {
  /** Null removes a label. */
  readonly labels: Readonly<Record<string, string | null>>;
  readonly taints: readonly string[];
  /** "key" or "key:Effect". */
  readonly taintsAbsent: readonly string[];
}

export interface MarksContext {
  readonly name: string;
  readonly access: Kubectl;
  readonly read: HostRead<Answer>;
}

/** Words of K3s's `node-label`, such as "zone=a", as a map. */
export function readLabelWords(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((word) => {
      const [, key = '', value = ''] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
      return [key, value];
    }),
  );
}

/**
 * What the node was last started with and is wanted no more goes as well. A value that someone changed since is
 * not what K3s was told to set, and stays.
 */
export function pruneMarks(wanted: WantedMarks, node: NodeState): WantedMarks {
  const started = readLabelWords(node.startedWith.labels);
  const labels = Object.entries(started)
    .filter(([key, value]) => !Object.hasOwn(wanted.labels, key) && node.labels[key] === value)
    .map(([key]) => [key, null] as const);
  const kept = wanted.taints.map(parseTaint);
  const taints = node.startedWith.taints
    .map(parseTaint)
    .filter(
      (taint) => !kept.some((each) => isSameTaint(each, taint)) && node.taints.includes(showTaint(taint)),
    )
    .map(({ key, effect }) => `${key}:${effect}`);
  return {
    labels: { ...wanted.labels, ...Object.fromEntries(labels) },
    taints: wanted.taints,
    taintsAbsent: [...new Set([...wanted.taintsAbsent, ...taints])],
  };
}

interface Mark {
  readonly kind: 'label' | 'taint';
  /** As kubectl takes it. */
  readonly word: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly after: NodeState;
}

/** One step for each label and taint, so that check mode names them all. */
export function planMarks(wanted: WantedMarks, found: NodeState, context: MarksContext): RunStep[] {
  const labels = planLabels(wanted, found);
  const taints = planTaints(wanted, labels.at(-1)?.after ?? found);
  const absent = planAbsence(wanted, taints.at(-1)?.after ?? labels.at(-1)?.after ?? found);
  return [...labels, ...taints, ...absent].map((mark) => stepOf(mark, context));
}

function stepOf({ kind, word, from, to, after }: Mark, { name, access, read }: MarksContext): RunStep {
  return run({
    change: change(`${kind} ${word.replace(/[=:].*$|-$/, '')} of node ${name}`, from, to),
    script: kubectl(access, [kind, 'node', name, word, '--overwrite']),
    timeoutMs: 60_000,
    predicts: [predict<Answer>(read, { api: 'up', value: after })],
  });
}

function planLabels({ labels }: WantedMarks, found: NodeState): Mark[] {
  const marks: Mark[] = [];
  let node = found;
  for (const [label, to] of Object.entries(labels)) {
    const from = node.labels[label] ?? null;
    if (from === to) continue;
    const others = Object.fromEntries(Object.entries(node.labels).filter(([each]) => each !== label));
    node = { ...node, labels: to === null ? others : { ...others, [label]: to } };
    marks.push({ kind: 'label', word: to === null ? `${label}-` : `${label}=${to}`, from, to, after: node });
  }
  return marks;
}

function planTaints({ taints }: WantedMarks, found: NodeState): Mark[] {
  const marks: Mark[] = [];
  let node = found;
  for (const wanted of taints.map(parseTaint)) {
    const to = showTaint(wanted);
    const from = node.taints.find((each) => isSameTaint(parseTaint(each), wanted)) ?? null;
    if (from === to) continue;
    node = { ...node, taints: [...node.taints.filter((each) => each !== from), to] };
    marks.push({ kind: 'taint', word: to, from, to, after: node });
  }
  return marks;
}

function planAbsence({ taintsAbsent }: WantedMarks, found: NodeState): Mark[] {
  const marks: Mark[] = [];
  let node = found;
  for (const unwanted of taintsAbsent) {
    const [key = '', effect] = unwanted.split(':');
    const gone = node.taints.filter((each) => {
      const taint = parseTaint(each);
      return taint.key === key && (effect === undefined || taint.effect === effect);
    });
    if (gone.length === 0) continue;
    node = { ...node, taints: node.taints.filter((each) => !gone.includes(each)) };
    marks.push({ kind: 'taint', word: `${unwanted}-`, from: gone.join(', '), to: null, after: node });
  }
  return marks;
}
