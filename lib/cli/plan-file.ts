import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { hashFile } from '../core/hash.ts';
import type { PlannedTask } from '../run/saved-plan.ts';
import { checkPrivate, readIfThere } from '../secrets/private-file.ts';
import { replaceFile } from '../secrets/replace-file.ts';

/** A plan on disk. It has the values of `-e` and the key of its hashes, so it is for its owner alone. */
export interface SavedPlan {
  readonly format: 'k3play-plan';
  readonly version: 1;
  readonly k3play: string;
  /** ISO 8601. */
  readonly at: string;
  readonly command: string;
  /** Of this plan alone, hexadecimal. */
  readonly key: string;
  /** Absolute, as all paths here. */
  readonly playbooks: readonly string[];
  readonly inventory: readonly string[];
  readonly words: {
    readonly limit?: readonly string[] | undefined;
    readonly tags?: readonly string[] | undefined;
    readonly skipTags?: readonly string[] | undefined;
    readonly startAt?: string | undefined;
    readonly skipPreflight?: readonly string[] | undefined;
    readonly concurrency: number;
  };
  readonly extraVars: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
  readonly tasks: readonly PlannedTask[];
}

export async function writePlan(file: string, plan: SavedPlan): Promise<void> {
  await replaceFile(file, `${JSON.stringify(plan, undefined, 1)}\n`);
}

/** Throws DiagnosticsError where it is none, or others may read it. */
export async function readPlan(file: string): Promise<SavedPlan> {
  const found = await readIfThere(file);
  if (!found) throw refuse(`there is no file ${file}`);
  checkPrivate(file, found);
  const plan = parse(found.bytes.toString('utf8'));
  if (plan?.format !== 'k3play-plan') throw refuse(`${file} is no plan`);
  if (plan.version !== 1) throw refuse(`${file} was written by another release, ${String(plan.k3play)}`);
  return plan as SavedPlan;
}

function parse(text: string): Partial<SavedPlan> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

function refuse(message: string): DiagnosticsError {
  return new DiagnosticsError([fault('cli/plan', message)]);
}

/** Files that are not what they were, and those that were not there: a line each. */
export async function findChangedFiles(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const [file, sum] of Object.entries(files)) {
    const now = await hashFile(file).catch(() => undefined);
    if (now === undefined) changed.push(`${file} cannot be read any more`);
    else if (now !== sum) changed.push(`${file} is another now`);
  }
  return changed;
}
