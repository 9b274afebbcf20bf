import type { Compiled } from '../template/compiled.ts';
import { compileText } from '../template/compile.ts';
import { hintNearest } from '../core/nearest.ts';
import type { Reading } from './draft.ts';
import { readCondition } from './expressions.ts';
import type { Requirement } from './model.ts';
import type { Place } from './place.ts';

const KEYS = ['that', 'message', 'hint', 'at', 'warn'];

/** `require` of a play: what must hold of inputs and inventory before the first connection. */
export function readRequirements(list: Place | undefined, reading: Reading): readonly Requirement[] {
  return (list?.items() ?? []).flatMap((place) => readRequirement(place, reading) ?? []);
}

function readRequirement(place: Place, reading: Reading): Requirement | undefined {
  const { faults, language } = reading;
  for (const key of place.keys().filter((name) => !KEYS.includes(name))) {
    const hint = hintNearest(key, KEYS) ?? `it may say ${KEYS.join(', ')}`;
    faults.add('unknown-key', `unknown key "${key}"`, { span: place.at(key).keySpan, hint });
  }
  const that = readCondition(place.at('that'), reading);
  const message = readText(place.at('message'));
  if (!that || !message) {
    const hint = 'write that: and CEL, and message: and what to tell where it does not hold';
    faults.add('requirement', 'a requirement has "that" and "message"', { span: place.span, hint });
    return undefined;
  }
  const at: unknown = place.at('at').value;
  return {
    that,
    message,
    hint: readText(place.at('hint')),
    at: typeof at === 'string' ? at.split('.') : [],
    warn: place.at('warn').value === true,
  };

  function readText(text: Place): Compiled<string> | undefined {
    const { value } = text;
    if (typeof value !== 'string') return undefined;
    return faults.attempt(() => compileText(value, text.span, language));
  }
}
