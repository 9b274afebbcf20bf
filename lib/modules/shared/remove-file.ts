import { sh } from '../../connection/sh.ts';
import { change, PlanFault, predict, run, type Plan } from '../step.ts';
import { describeKind, type PathState } from './path-state.ts';
import { readPath } from './path.ts';

/** The step that removes a file, or a link in its place. */
export function planFileRemoval(path: string, state: PathState): Plan {
  if (state.kind === 'absent') return [];
  if (state.kind === 'directory') return new PlanFault(`${path} is a directory on the host, not a file`);
  return [
    run({
      change: change(path, describeKind(state), 'absent'),
      script: sh`rm -f -- ${path}`,
      predicts: [predict<PathState>(readPath(path), { kind: 'absent' })],
    }),
  ];
}
