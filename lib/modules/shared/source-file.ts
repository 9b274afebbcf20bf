import { Unknown } from '../../core/unknown.ts';
import { PlanFault } from '../step.ts';
import { describeKind, type FilePath, type PathState } from './path-state.ts';

/** A file whose content is known by its sum. */
export type SourceFile = FilePath & { readonly sha256: string | Unknown };

/** The file of the host that something is taken from, or why nothing can be. */
export function findSource(path: string, state: PathState): SourceFile | PlanFault | Unknown {
  switch (state.kind) {
    case 'present':
      return new Unknown(`an earlier command makes ${path}`);
    case 'absent':
      return new PlanFault(`${path} does not exist on the host`);
    case 'link': {
      const hint = 'name the file it leads to';
      return new PlanFault(`${path} is a ${describeKind(state)} on the host, not a file`, { hint });
    }
    case 'directory':
    case 'other':
      return new PlanFault(`${path} is a ${describeKind(state)} on the host, not a file`);
    case 'file': {
      const { sha256 } = state;
      if (sha256 !== undefined) return { ...state, sha256 };
      const hint = 'run the task with become';
      return new PlanFault(`the user of this task may not read ${path}`, { hint });
    }
  }
}
