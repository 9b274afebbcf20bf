import { posix } from 'node:path';
import { isUnknown, type Unknown } from '../../core/unknown.ts';
import type { HostRead } from '../read.ts';
import { isSteps, PlanFault, type Plan, type Step } from '../step.ts';
import { planDirectory, type PathStates } from './directory.ts';
import { readInHome } from './home.ts';
import type { PathState } from './path-state.ts';
import { foldersAbove, normalizePath, readPath } from './path.ts';
import { planTextFile, type TextFile } from './text-file.ts';
import { readUser, type UserState } from './user.ts';

// A type, as an interface has no index signature.
export type KeyFileReads = {
  readonly user: HostRead<UserState>;
  readonly home: HostRead<PathState>;
  readonly folder: HostRead<PathState>;
  readonly file: HostRead<PathState>;
};

export function readKeyFile(user: string): KeyFileReads {
  return {
    user: readUser(user),
    home: readInHome(user, ''),
    folder: readInHome(user, '.ssh'),
    file: readInHome(user, '.ssh/authorized_keys'),
  };
}

/** The authorized_keys of a user who is there. */
export interface KeyFile {
  readonly user: string;
  readonly home: string;
  readonly group: string | Unknown;
  /** Whether it is made where there is none, and who owns it is seen to. */
  readonly isWanted: boolean;
  readonly edit: TextFile['edit'];
}

export function keyFileOf(home: string): string {
  return normalizePath(`${home}/.ssh/authorized_keys`);
}

type Places = { readonly [K in 'home' | 'folder' | 'file']: PathState };

/** The steps that edit it. Only the user may write to the file and its folder, else sshd heeds no key in it. */
export function planKeyFile(wanted: KeyFile, { home, folder, file }: Places): Plan {
  const { user, isWanted, edit } = wanted;
  const path = keyFileOf(wanted.home);
  const above = posix.dirname(path);
  if (home.kind === 'absent') {
    return new PlanFault(`the home folder ${wanted.home} of ${user} does not exist`, {
      hint: 'make it in a task before this one, owned by the user',
    });
  }
  // Its owner may turn it into a link to any folder, which would then be handed over.
  if (folder.kind === 'link') {
    return new PlanFault(`${above} is a link to ${folder.target} on the host`, {
      hint: "make it a folder of the user's own",
    });
  }
  const owned = isUnknown(wanted.group) ? { owner: user } : { owner: user, group: wanted.group };
  const folders = isWanted
    ? planDirectory(above, { ...owned, mode: '0700' }, { ...aboveHome(wanted.home, home), [above]: folder })
    : [];
  const text = planTextFile(
    { path, edit, missing: isWanted ? '' : undefined, ...(isWanted && { ...owned, mode: '0600' }) },
    { file, folder: { kind: 'present' } },
  );
  if (!isSteps(folders)) return folders;
  if (!isSteps(text)) return text;
  return [...folders, ...text].map((step) => predictInHome(step, wanted));
}

/** The home folder is there, so all above it are. */
function aboveHome(home: string, state: PathState): PathStates {
  return Object.fromEntries(foldersAbove(`${home}/.ssh`).map((path) => [path, state]));
}

/** What is predicted of paths is so of the same places told from the home folder. */
function predictInHome(step: Step, { user, home }: KeyFile): Step {
  if (step.kind === 'poll' || !step.predicts) return step;
  const inHome = (['.ssh', '.ssh/authorized_keys'] as const).flatMap((inside) => {
    const { key } = readPath(`${home}/${inside}`);
    const prediction = step.predicts?.find((one) => one.key === key);
    return prediction ? [{ key: readInHome(user, inside).key, answer: prediction.answer }] : [];
  });
  return { ...step, predicts: [...step.predicts, ...inHome] };
}
