import { ENVIRONMENT, encodeProgram } from '../loader.ts';

/** The requests that the reader understands; see KEEPER. `BEGIN` starts a script's file, `SPOOL` adds to a file. */
export const BEGIN = 'k3s';
export const SPOOL = 'k3p';
export const RUN = 'k3r';
export const STOP = 'k3k';

/**
 * The long-lived shell, for dash, bash and busybox alike. Three processes share the work:
 *
 * - The *keeper*, started first, makes a directory, starts the other two, waits for the worker and cleans up.
 * - The *reader* is a shell whose own parser reads requests from standard input: it can be told to stop a script
 *   at any time, and sees at once when the connection ends. It prints nothing.
 * - The *worker* takes orders from a fifo and runs scripts one by one, each in a session of its own with its
 *   input and output in files. Nothing a script does to its descriptors, and no daemon it leaves behind,
 *   reaches the worker's output. It runs in the foreground of the keeper, since what a shell starts in the
 *   background ignores SIGINT, and so would every script.
 *
 * A script that is still running when the connection ends is left to finish, for ten minutes: cutting a
 * package manager short does more harm. Scripts that only wait in line are not begun.
 *
 * An answer is `NONCE id out`, bytes, `NONCE id err`, bytes, `NONCE id end code`. `NONCE id cut` within bytes
 * says that a middle part was left out.
 */
const KEEPER = String.raw`
cd "$HOME" 2>/dev/null || cd /
umask 077
for D in /dev/shm "/run/user/$(id -u)" /tmp /var/tmp "$HOME"; do
  D=$D/.k3play-$K
  mkdir "$D" 2>/dev/null && mkfifo "$D/q" 2>/dev/null && echo - >"$D/now" && break
  rm -rf "$D"; D=
done
umask 022
if [ -z "$D" ]; then echo "$N homeless"; exit 1; fi
S= T=
if command -v setsid >/dev/null 2>&1; then S=setsid T=-; fi
trap 'rm -rf "$D"' EXIT
trap 'exit 143' HUP INT TERM

k3z() { sleep 0.1 || { sleep 1; n=$((n+9)); }; n=$((n+1)); }
k3o() {
  [ -s "$1" ] || return 0
  r=; dd if="$1" bs=65536 count="$b" 2>"$D/dd"; read -r r _ <"$D/dd"
  case $r in "$b+0"|'') ;; *) return 0;; esac
  [ "$(wc -c <"$1")" -gt $((b * 65536)) ] || return 0
  w=16; echo "$N $i cut"
  tail -c $((b * 32768)) "$1" | head -c $((b * 32768))
}
k3w() {
  z= w=0
  while read -r i b s ok; do
    z="$z $D/$i.s $D/$i.o $D/$i.e"; w=$((w+1)); f=/dev/null
    if [ "$s" = i ]; then f=$D/$i.i; z="$z $f"; w=16; fi
    if [ -e "$D/$i.k" ] || [ -e "$D/end" ]; then c=stopped
    elif [ "$ok" != 0 ]; then c=full
    elif [ "$s" = h ]; then
      . "$D/$i.s" </dev/null >"$D/$i.o" 2>"$D/$i.e"; c=$?
    else
      $S $H "$D/$i.s" <"$f" >"$D/$i.o" 2>"$D/$i.e" 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; c=$?
      [ -e "$D/$i.o" ] || c=full
      if [ -e "$D/$i.k" ]; then
        a=; read -r a p <"$D/now"
        if [ "$a" = "$i" ]; then
          kill -TERM "$T$p"; n=0
          while kill -0 "$T$p" && [ "$n" -lt 10 ]; do k3z; done
          kill -KILL "$T$p"
        fi
      fi
      echo - >"$D/now"
    fi
    if [ -e "$D/$i.k" ]; then z="$z $D/$i.k"; w=16; fi
    echo "$N $i out"
    k3o "$D/$i.o"
    if [ -s "$D/$i.e" ]; then echo "$N $i err"; k3o "$D/$i.e"; fi
    echo "$N $i end $c"
    if [ "$w" -ge 16 ]; then rm -f $z; z= w=0; fi
  done
}
echo "$N ready $D"
exec 4<&0
D=$D T=$T $H <&4 4<&- >/dev/null 2>&1 3>"$D/q" &
exec 4<&-
( k3w ) <"$D/q" 2>/dev/null
kill $! 2>/dev/null
exit 0
`;

const READER = String.raw`
k3z() { sleep 0.1 || { sleep 1; n=$((n+9)); }; n=$((n+1)); }
k3s() { printf '{ echo %s $$ >%s/now; } 2>/dev/null; ' "$1" "$D" >"$D/$1.s" || O=1; }
k3p() { printf "$2" >>"$D/$1" || O=1; }
k3r() { echo "$1 $2 $3 $O" >&3; O=0; }
k3k() {
  : >"$D/$1.k"
  ( n=0 y=
    while [ "$n" -lt 45 ] && [ -e "$D/$1.k" ]; do
      a=; read -r a p <"$D/now"
      if [ "$a" = "$1" ] && [ "$n" -ge 20 ]; then kill -KILL "$T$p"
      elif [ "$a" = "$1" ] && [ -z "$y" ]; then y=1; kill -TERM "$T$p"; fi
      k3z
    done ) 3>&- &
}
k3e() {
  : >"$D/end"; a=-; read -r a p <"$D/now"
  [ "$a" = - ] || ( n=0
    while [ -d "$D" ] && [ "$n" -lt 6000 ]; do k3z; done
    a=-; read -r a p <"$D/now"; [ "$a" = - ] || { kill -TERM "$T$p"; sleep 2; kill -KILL "$T$p"; } ) 3>&- &
}
O=0
trap k3e EXIT
trap 'exit 143' HUP TERM
`;

export interface LoopOptions {
  /** Begins every mark. Scripts are not told. */
  readonly nonce: string;
  /** Names the directory on the host. */
  readonly token: string;
  /** The user the shell has become, whose home it then takes. Checked by `becomeCommand` to be a plain name. */
  readonly user?: string | undefined;
  /** The shell that runs the loop and the scripts; default `/bin/sh`. */
  readonly shell?: string | undefined;
}

/** What to send to LOADER; requests may follow at once. */
export function buildLoop({ nonce, token, user, shell = '/bin/sh' }: LoopOptions): string {
  const home = user ? `USER=${user} LOGNAME=${user} HOME=~${user}; export USER LOGNAME HOME\n` : '';
  return `${encodeProgram(`${ENVIRONMENT}${home}N=${nonce} K=${token} H="${shell}"${KEEPER}`)}${READER}`;
}
