import { sh } from '../../connection/sh.ts';
import type { Unknown } from '../../core/unknown.ts';
import { hostRead, type HostRead } from '../read.ts';
import { PlanFault } from '../step.ts';
import { countOf, linesOf, unreadable } from './lines.ts';

/** A group of users of the host. */
export type GroupState =
  { readonly exists: false } | { readonly exists: true; readonly gid: number | Unknown };

/** A group, from the group database or, where there is no getent, from /etc/group. */
export function readGroup(name: string): HostRead<GroupState> {
  return hostRead({
    key: `group:${name}`,
    script: sh`group=${name}
if command -v getent >/dev/null; then line=$(getent group "$group"); else line=$(grep "^$group:" /etc/group); fi &&
printf 'group %s\n' "$line"
echo 'end .'`,
    parse(output) {
      const lines = linesOf(output);
      if (!lines.has('end')) throw unreadable(`the group ${name}`, output);
      if (!lines.has('group')) return { exists: false };
      const [, , gid = ''] = lines.first('group').split(':');
      return { exists: true, gid: countOf(gid) };
    },
  });
}

/** Why a group that a task names cannot be used: it is not there. */
export function findMissingGroup(groups: ReadonlyMap<string, GroupState | undefined>): PlanFault | undefined {
  const missing = [...groups.keys()].find((name) => groups.get(name)?.exists === false);
  if (missing === undefined) return undefined;
  return new PlanFault(`there is no group ${missing} on this host`, {
    hint: `make it in a task before this one: group: { name: ${missing} }; a package task may say that it brings it: provides: { groups: [${missing}] }`,
  });
}
