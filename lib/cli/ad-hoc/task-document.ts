import { DiagnosticsError, fault, type Span } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import type { ModuleTable } from '../../playbook/model.ts';
import type { SourceDocument } from '../../source/document.ts';
import type { Path } from '../../source/positions.ts';
import { readParamWords, type GivenParams } from './param-words.ts';

/** A task as the command line says it. */
export interface WrittenTask {
  /** Which hosts. */
  readonly pattern: string;
  readonly module: string;
  /** `NAME=VALUE`, one for each param. */
  readonly words: readonly string[];
  readonly become: boolean;
}

const FILE = 'exec';

/** A playbook of this one task, of which each part has the word of the command line as its place. */
export function writeTaskDocument(task: WrittenTask, modules: ModuleTable): SourceDocument {
  const { pattern, module, words, become } = task;
  const known = modules.get(module);
  if (!known) {
    const hint = hintNearest(module, modules.keys()) ?? 'k3play modules lists them';
    const span = spanOfModule(module);
    throw new DiagnosticsError([
      fault('playbook/unknown-module', `module "${module}" does not exist`, { span, hint }),
    ]);
  }
  const given = readParamWords(words, known.params);
  const play = { hosts: pattern, tasks: [{ [module]: given.params }] };
  return {
    file: FILE,
    value: [become ? { ...play, become } : play],
    spanAt: (path) => locate(path, task, given),
    keySpanAt: (path) => locateKey(path, task, given),
  };
}

function spanOfModule(module: string): Span {
  return { file: `-m ${module}`, line: 1, column: 1 };
}

function locate(path: Path, task: WrittenTask, given: GivenParams): Span {
  const inside = pathInParams(path);
  const word = inside && given.words.find((one) => one.path.every((key, at) => key === inside[at]));
  return word ? word.spanAt(inside.slice(word.path.length)) : locateKey(path, task, given);
}

function locateKey(path: Path, { pattern, module }: WrittenTask, { words }: GivenParams): Span {
  if (path[1] === 'hosts') return { file: pattern, line: 1, column: 1 };
  const inside = pathInParams(path);
  if (!inside) return { file: FILE, line: 1, column: 1 };
  const word = words.find((one) => inside.length > 0 && alike(one.path, inside));
  return word?.span ?? spanOfModule(module);
}

/** What follows after the play, its tasks, the task and the module; undefined for what stands above. */
function pathInParams(path: Path): Path | undefined {
  return path.length > 3 ? path.slice(4) : undefined;
}

/** Whether one leads to the other. */
function alike(one: Path, other: Path): boolean {
  const shared = Math.min(one.length, other.length);
  return one.slice(0, shared).every((key, at) => key === other[at]);
}
