import { basename } from 'node:path';
import { sh, type Script } from '../connection/sh.ts';
import { hashBytes } from '../core/hash.ts';
import { FIND_UID } from '../modules/shared/effective-user.ts';
import { hostRead, textOf, type HostRead } from '../modules/read.ts';
import type { Play } from '../playbook/model.ts';

/*
 * A handler is owed from just before the change that notifies it until it has run. The host keeps the
 * debt, so that a run which ends in between, however it ends, leaves it to the next one.
 */
const FOLDER = '/var/lib/k3play/owed';
const OWN_FOLDER = sh.raw('"${XDG_STATE_HOME:-$HOME/.local/state}/k3play/owed"');

/** The same for a play and handler wherever the playbook lies. */
export function debtId({ name, span }: Play, handler: string): string {
  return hashBytes(`${basename(span.file)}\n${name}\n${handler}`).slice(0, 16);
}

/** Ids of the handlers owed on a host, by root and by the login user. */
export function readDebts(folder = FOLDER): HostRead<ReadonlySet<string>> {
  return hostRead({
    key: 'k3play:owed-handlers',
    script: sh`for k3play_folder in ${folder} ${OWN_FOLDER}; do
  cd "$k3play_folder" 2>/dev/null || continue
  for k3play_debt in *; do [ ! -e "$k3play_debt" ] || echo "$k3play_debt"; done
done`,
    parse: (output) =>
      new Set(
        textOf(output)
          .split('\n')
          .filter((line) => /^[0-9a-f]{16}$/.test(line)),
      ),
  });
}

/** Run as the user of the task: root's debts lie in a folder of the system, others' at home. */
export function recordDebts(ids: readonly string[], folder = FOLDER): Script {
  return inFolder(
    folder,
    sh`{ [ -d "$d" ] || mkdir -p "$d"; } && cd "$d" && for f in ${ids}; do : >"$f"; done`,
  );
}

export function settleDebt(id: string, folder = FOLDER): Script {
  return inFolder(folder, sh`rm -f "$d"/${id}`);
}

function inFolder(folder: string, script: Script): Script {
  return sh`${FIND_UID}
if [ "$k3play_uid" = 0 ]; then d=${folder}; else d=${OWN_FOLDER}; fi
${script}`;
}
