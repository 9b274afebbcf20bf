import { sh } from '../../connection/sh.ts';

/** Leaves the number of the user who runs the script in `k3play_uid`. Where /proc tells, it starts no process. */
export const FIND_UID = sh`k3play_uid=
while read -r k3play_name k3play_real k3play_uid k3play_more; do
  [ "$k3play_name" != Uid: ] || break
done </proc/self/status
[ -n "$k3play_uid" ] || k3play_uid=$(id -u)`;
