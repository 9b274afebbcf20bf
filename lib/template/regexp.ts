import { createContext, Script, type Context } from 'node:vm';
import { WrongValue } from './errors.ts';

/** A regular expression that goes back and forth for longer than this has no end worth waiting for. */
const LONGEST_MS = 1000;

/** Each may double the steps. */
const MOST_CHOICES = 4;

/** A regular expression of JavaScript. Its text may be secret, so no message shows it. */
export function compilePattern(pattern: string, flags = ''): RegExp {
  // With "u" a character is one whatever its plane; some patterns are none with it, such as "\-".
  const regexp = tryCompile(pattern, `${flags}u`) ?? tryCompile(pattern, flags);
  if (!regexp) throw new WrongValue('a regular expression is wanted', 'they are those of JavaScript');
  return regexp;
}

function tryCompile(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}

/** A context for watched code and its script cost a millisecond to make, so the first use makes them. */
class Watch {
  #script: Script | undefined;
  #context: Context | undefined;

  run(work: () => unknown): void {
    this.#script ??= new Script('work()');
    this.#context ??= createContext(Object.create(null) as Context);
    this.#context['work'] = work;
    try {
      this.#script.runInContext(this.#context, { timeout: LONGEST_MS });
    } finally {
      this.#context['work'] = undefined;
    }
  }
}

const watch = new Watch();

/**
 * What matching regular expressions gives; WrongValue where it takes too long, as "(a+)+$" does on some texts.
 * The work may be ended at any point, so it must do nothing but match, and match nothing but them.
 */
export function matchBounded<T>(regexps: readonly (RegExp | undefined)[], work: () => T): T {
  return regexps.every((regexp) => !regexp || isSwift(regexp)) ? work() : matchWatched(work);
}

/**
 * Whether a regular expression takes at most a few steps for each of its own characters wherever it is tried: it
 * repeats nothing and has few choices. A watch costs a thread of its own, so these go without.
 */
function isSwift({ source }: RegExp): boolean {
  const choices = source.match(/[?|]/g) ?? [];
  return !/[*+{]/.test(source) && choices.length <= MOST_CHOICES;
}

function matchWatched<T>(work: () => T): T {
  const results: T[] = [];
  try {
    watch.run(() => results.push(work()));
  } catch (error) {
    if (!isTimeout(error)) throw error;
    const hint = 'repeat no group that itself repeats, as "(a+)+" does';
    throw new WrongValue('the regular expression takes too long on this text', hint);
  }
  return results[0] as T;
}

/** It comes from the watched context, whose Error is another. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

export function hasMatch(text: string, pattern: string): boolean {
  const regexp = compilePattern(pattern);
  return matchBounded([regexp], () => regexp.test(text));
}

/** All matches replaced; `$1` and `$<name>` in the replacement are groups. */
export function replaceMatches(text: string, pattern: string, replacement: string): string {
  const regexp = compilePattern(pattern, 'g');
  return matchBounded([regexp], () => text.replaceAll(regexp, replacement));
}

/** All matches with their groups, up to a number. */
export function listMatches(text: string, pattern: string, most = Infinity): RegExpExecArray[] {
  const regexp = compilePattern(pattern, 'g');
  return matchBounded([regexp], () => {
    const matches: RegExpExecArray[] = [];
    for (const match of text.matchAll(regexp)) {
      if (matches.length >= most) break;
      matches.push(match);
    }
    return matches;
  });
}
