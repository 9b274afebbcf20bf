import type { RunEvent } from '../run/events.ts';
import type { Reporter, ReporterOptions } from './contract.ts';

/** Everything JSON lets through raw that a terminal may act on. */
const TRICKS = /[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** One JSON object a line, `{"event":"task-ended",…}`; the last is `run-ended`. */
export function createJsonReporter({ write, diff }: ReporterOptions): Reporter {
  return {
    listen: (event) => {
      const { kind, ...fields } = diff ? event : withoutDiffs(event);
      write(`${escapeTricks(JSON.stringify({ event: kind, ...fields }))}\n`);
    },
    close: () => undefined,
  };
}

function withoutDiffs(event: RunEvent): RunEvent {
  if (event.kind !== 'task-ended') return event;
  return { ...event, steps: event.steps.map((step) => ({ ...step, diff: undefined })) };
}

/** The same value to whoever parses it, and harmless to whoever looks at it. */
function escapeTricks(json: string): string {
  return json.replace(TRICKS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
