import { Secret } from '../../../core/secret.ts';
import { findUnknown } from '../../../core/unknown.ts';
import { change, type Change, type Step } from '../../step.ts';
import { maskSettings, renderSettings, showSetting, wordsOf, type Settings } from './settings.ts';

/** Keys whose values differ, and keys whose wanted value check mode cannot know. */
export function compareSettings(
  present: Settings,
  wanted: Settings,
): { readonly changed: readonly string[]; readonly uncertain: readonly string[] } {
  const keys = [...new Set([...present.keys(), ...wanted.keys()])];
  const uncertain = keys.filter((key) => findUnknown(wanted.get(key)) !== undefined);
  const changed = keys.filter((key) => {
    if (uncertain.includes(key)) return !present.has(key);
    return JSON.stringify(wordsOf(present.get(key))) !== JSON.stringify(wordsOf(wanted.get(key)));
  });
  return { changed, uncertain: uncertain.filter((key) => !changed.includes(key)) };
}

interface Comparison {
  readonly keys: readonly string[];
  readonly present: Settings;
  readonly settings: Settings;
}

/** The settings of these keys, from and to; what is secret in the wanted ones is masked in both. */
export function describeSettingsChange(path: string, { keys, present, settings }: Comparison): Change {
  const secret = secretKeys(settings);
  const [before, after] = [maskSettings(present, secret), maskSettings(settings, secret)];
  const show = (from: Settings): string => keys.map((key) => showSetting(from, key)).join(', ');
  return change(`${keys.join(', ')} in ${path}`, show(before), show(after), {
    before: renderSettings(before),
    after: renderSettings(after),
  });
}

/** The step that puts the file in place where there was none, with what will be in it. */
export function withNewSettings(step: Step, settings: Settings): Step {
  if (step.kind !== 'put') return step;
  const after = renderSettings(maskSettings(settings, secretKeys(settings)));
  return { ...step, change: { ...step.change, diff: { before: null, after } } };
}

function secretKeys(settings: Settings): ReadonlySet<string> {
  const isSecret = (value: unknown): boolean =>
    value instanceof Secret || (Array.isArray(value) && value.some((item) => item instanceof Secret));
  return new Set([...settings].filter(([, value]) => isSecret(value)).map(([key]) => key));
}
