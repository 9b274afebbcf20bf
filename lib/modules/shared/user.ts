import { sh, type Script } from '../../connection/sh.ts';
import type { Unknown } from '../../core/unknown.ts';
import { hostRead, type HostRead } from '../read.ts';
import { countOf, linesOf, unreadable, type Lines } from './lines.ts';

export interface PresentUser {
  readonly exists: true;
  readonly uid: number | Unknown;
  /** Name of the primary group. */
  readonly group: string | Unknown;
  readonly home: string | Unknown;
  readonly shell: string | Unknown;
  readonly comment: string | Unknown;
  /** Supplementary groups, sorted. */
  readonly groups: readonly string[];
}

/** What the host gives a user that is made, where nothing else is asked for. */
export interface UserDefaults {
  readonly home: string;
  readonly shell: string;
  /** Whether that home folder will have `.ssh` in it: it is there already, or new ones are made with it. */
  readonly keys: boolean;
}

export interface AbsentUser {
  readonly exists: false;
  /** Undefined where the host does not say. */
  readonly defaults?: UserDefaults | Unknown | undefined;
}

/** A user account of the host. */
export type UserState = AbsentUser | PresentUser;

/** Shell text: `user`, and `passwd`, which prints the user's line of the user database. */
export function findEntry(name: string): Script {
  return sh`user=${name}
passwd() { if command -v getent >/dev/null; then getent passwd "$user"; else grep "^$user:" /etc/passwd; fi; }`;
}

/** An account, from the user database or, where there is no getent, from /etc/passwd. */
export function readUser(name: string): HostRead<UserState> {
  return hostRead({
    key: `user:${name}`,
    script: sh`${findEntry(name)}
if line=$(passwd); then
  printf 'passwd %s\n' "$line"
  printf 'group %s\n' "$(id -gn -- "$user")"
  printf 'groups %s\n' "$(id -Gn -- "$user")"
else
  useradd -D 2>/dev/null | while IFS='=' read -r name value; do
    case $name in
      HOME) printf 'home %s/%s\n' "$value" "$user" && { [ ! -e "$value/$user/.ssh" ] || echo 'keys .'; } ;;
      SHELL) printf 'shell %s\n' "$value" ;;
      SKEL) [ ! -e "$value/.ssh" ] || echo 'keys .' ;;
    esac
  done
fi
echo 'end .'`,
    parse(output) {
      const lines = linesOf(output);
      if (!lines.has('end')) throw unreadable(`the user ${name}`, output);
      if (!lines.has('passwd')) return { exists: false, ...defaultsOf(lines) };
      const [, , uid = '', , comment = '', home = '', shell = ''] = lines.first('passwd').split(':');
      const group = lines.first('group');
      const groups = lines
        .first('groups')
        .split(' ')
        .filter((each) => each !== '' && each !== group);
      return { exists: true, uid: countOf(uid), group, home, shell, comment, groups: groups.sort() };
    },
  });
}

function defaultsOf(lines: Lines): Pick<AbsentUser, 'defaults'> {
  const home = lines.first('home');
  if (!home.startsWith('/')) return {};
  return { defaults: { home, shell: lines.first('shell'), keys: lines.has('keys') } };
}
