import { stateAt, type PathStates } from '../directory.ts';
import { planFileWithFolders } from '../file-with-folders.ts';
import { planFileRemoval } from '../remove-file.ts';
import { isSteps, PlanFault, type Plan, type Step } from '../../step.ts';
import { findProblem, type RepositoryKind } from './repository-file.ts';
import type { RepositoryParams } from './repository-params.ts';

/** The paths of its files on the host. */
export function listPaths(params: RepositoryParams, kind: RepositoryKind): string[] {
  const { name, state } = params;
  if (state === 'absent') return [kind.pathOf(name), ...kind.keysOf(name)];
  const key = findKey(params, kind);
  return [kind.pathOf(name), ...(key === '' ? [] : [key])];
}

/** The path of the key on the host; "" is none. */
export function findKey(params: RepositoryParams, kind: RepositoryKind): string {
  const { name, signed_by: text, signed_by_file: file, signed_by_path: path = '' } = params;
  if (text === undefined && file === undefined) return path;
  const [armored = '', binary = armored] = kind.keysOf(name);
  return file?.path.endsWith('.gpg') === true ? binary : armored;
}

/** Its key comes first, so that nobody reads of the repository before. */
export function planPresence(params: RepositoryParams, kind: RepositoryKind, paths: PathStates): Plan {
  const problem = findProblem(params, kind);
  if (problem) return problem;
  const key = findKey(params, kind);
  const content = params.signed_by ?? params.signed_by_file;
  if (content === undefined && key !== '' && stateAt(paths, key).kind === 'absent') {
    return new PlanFault(`the key ${key} does not exist on the host`, {
      hint: 'signed_by or signed_by_file brings one',
    });
  }
  const keySteps =
    content === undefined ? [] : planFileWithFolders({ path: key, content, mode: '0644' }, paths);
  if (!isSteps(keySteps)) return keySteps;
  const text = kind.format({ ...params, uris: params.uris ?? [], key });
  const path = kind.pathOf(params.name);
  const fileSteps = planFileWithFolders({ path, content: text, mode: '0644' }, paths);
  return isSteps(fileSteps) ? [...keySteps, ...fileSteps] : fileSteps;
}

/** The key goes last: without it the repository would be refused. */
export function planRemoval({ name }: RepositoryParams, kind: RepositoryKind, paths: PathStates): Plan {
  const steps: Step[] = [];
  for (const path of [kind.pathOf(name), ...kind.keysOf(name)]) {
    const plan = planFileRemoval(path, stateAt(paths, path));
    if (!isSteps(plan)) return plan;
    steps.push(...plan);
  }
  return steps;
}
