import { Unknown } from '../../../core/unknown.ts';
import type { HostRead } from '../../read.ts';
import { predict, type ChangeStep, type Step } from '../../step.ts';
import type { PackageLists } from './manager.ts';
import type { RepositoryKind } from './repository-file.ts';

interface Changed {
  readonly name: string;
  readonly kind: RepositoryKind;
  readonly lists: PackageLists;
  readonly read: HostRead<PackageLists>;
}

/** The step that writes or removes the file of a repository leaves the lists behind: `package` brings them anew. */
export function foretellLists(steps: readonly Step[], { name, kind, lists, read }: Changed): readonly Step[] {
  const after: PackageLists = {
    ...lists,
    ...(kind.name === 'apt' && lists.ageS !== undefined && { outdated: true }),
    toCome: new Unknown(`the repository ${name} is about to change`),
  };
  return steps.map((step) =>
    touches(step, kind.pathOf(name))
      ? { ...step, predicts: [...(step.predicts ?? []), predict(read, after)] }
      : step,
  );
}

function touches(step: Step, path: string): step is ChangeStep {
  if (step.kind === 'poll') return false;
  return step.kind === 'put' ? step.target.path === path : step.change.subject === path;
}
