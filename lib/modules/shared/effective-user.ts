import { sh } from '../../connection/sh.ts';

/** Leaves the number of the user who runs the script in `k3_uid`. Where /proc tells, it starts no process. */
export const FIND_UID = sh`k3_uid=
while read -r k3_name k3_real k3_uid k3_more; do [ "$k3_name" != Uid: ] || break; done </proc/self/status
[ -n "$k3_uid" ] || k3_uid=$(id -u)`;
