import { Unknown } from '../../../core/unknown.ts';
import { t, type Static } from '../../../schema/build.ts';
import { predict, type Prediction } from '../../step.ts';
import { readGroup, type GroupState } from '../group.ts';
import type { PathState } from '../path-state.ts';
import { readPath } from '../path.ts';
import { laterClock, readUnit, readUnitClock } from '../unit.ts';
import { readUser, type UserState } from '../user.ts';

/** What a package brings along, in the words of a playbook's author. */
export const Provides = t.Object(
  {
    units: t.Optional(
      t.Map(
        t.Object({
          active: t.Optional(t.Boolean({ description: 'Whether installing starts it.' })),
          enabled: t.Optional(t.Boolean({ description: 'Whether installing enables it.' })),
        }),
        { description: 'systemd units by name.' },
      ),
    ),
    paths: t.Optional(
      t.Map(t.OneOf(['directory', 'file'], { description: 'What is there.' }), {
        description: 'Folders and files by path.',
      }),
    ),
    users: t.Optional(t.Words({ description: 'User accounts.' })),
    groups: t.Optional(t.Words({ description: 'Groups of users.' })),
  },
  {
    description:
      'What installing brings along, for check mode: where the package is not installed yet, the tasks ' +
      'after this one find these units, paths, users and groups.',
  },
);

/** What the reads of other modules will find once the package is installed. */
export function predictProvided(provides: Static<typeof Provides> | undefined): Prediction[] {
  const units = Object.entries(provides?.units ?? {}).flatMap(([name, { active, enabled }]) => [
    predict(readUnit(name), {
      exists: true,
      active: active ? 'active' : 'inactive',
      enabled: enabled ? 'enabled' : 'disabled',
      needsReload: false,
      endsByDesign: false,
    }),
    predict(readUnitClock(name), laterClock()),
  ]);
  const paths = Object.entries(provides?.paths ?? {}).map(([path, kind]) =>
    predict(readPath(path), pathOf(kind)),
  );
  const users = (provides?.users ?? []).map((name) => predict(readUser(name), USER));
  const groups = (provides?.groups ?? []).map((name) =>
    predict<GroupState>(readGroup(name), { exists: true, gid: LATER }),
  );
  return [...units, ...paths, ...users, ...groups];
}

const LATER = new Unknown('known once the package is installed');
const USER: UserState = {
  exists: true,
  uid: LATER,
  group: LATER,
  home: LATER,
  shell: LATER,
  comment: LATER,
  groups: [],
};

function pathOf(kind: 'directory' | 'file'): PathState {
  const ownership = { mode: LATER, owner: LATER, group: LATER };
  if (kind === 'directory') return { kind, ...ownership };
  return { kind, ...ownership, size: LATER, sha256: LATER, content: LATER };
}
