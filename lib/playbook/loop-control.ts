import { isVariableName, RESERVED_NAMES } from '../inventory/names.ts';
import { compileValue } from '../template/compile.ts';
import type { Reading } from './draft.ts';
import type { Faults } from './faults.ts';
import type { KeywordReader } from './keyword-values.ts';
import type { LoopControl } from './model.ts';
import type { Place } from './place.ts';

/** `loop_control` of a task; without it, how loops go. */
export function readLoopControl(
  task: Place,
  words: KeywordReader,
  { faults, language }: Reading,
): LoopControl {
  const place = words.place('loop_control');
  if (place && !task.has('loop')) {
    const hint = 'write loop: with a list, or with CEL that makes one';
    const { keySpan: span } = place;
    faults.add('loop-control', '"loop_control" means nothing without "loop"', { span, hint });
  }
  const variable = readName(place?.at('loop_var'), faults, 'item');
  const indexVariable = readName(place?.at('index_var'), faults);
  if (place && indexVariable !== undefined && indexVariable === variable) {
    const { span } = place.at('index_var');
    faults.add('loop-control', `"${variable}" is the member already`, { span, hint: 'choose another name' });
  }
  const label = place?.at('label');
  const pause: unknown = place?.at('pause').value;
  return {
    label:
      label?.value === undefined
        ? undefined
        : faults.attempt(() => compileValue(label.value, label.spans, language)),
    variable: variable ?? 'item',
    indexVariable,
    pauseMs: typeof pause === 'number' ? Math.round(pause * 1000) : 0,
  };
}

function readName(place: Place | undefined, faults: Faults, given?: string): string | undefined {
  const name: unknown = place?.value;
  if (!place || typeof name !== 'string' || name === given) return given;
  const { span } = place;
  if (RESERVED_NAMES.has(name)) {
    faults.add('reserved-name', `"${name}" has a meaning of its own`, { span, hint: 'choose another name' });
  } else if (!isVariableName(name)) {
    faults.add('bad-name', `"${name}" cannot be the name of a variable`, {
      span,
      hint: 'letters, digits and underscores, the first no digit',
    });
  }
  return name;
}
