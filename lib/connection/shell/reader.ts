/**
 * What runs on the host as the reader; see loop.ts. Its parent is the worker. The requests, with their numbers:
 * k3s begins the file of a text, k3p adds to a file, k3r orders a run, k3k stops one.
 */
export const READER = `
k3_pause() { sleep 0.1 || { sleep 1; k3_tenths=$((k3_tenths+9)); }; k3_tenths=$((k3_tenths+1)); }
k3s() { printf '{ echo %s $$ >"%s/now"; } 2>/dev/null; ' "$1" "$k3_dir" >"$k3_dir/$1.s" || k3_full=1; }
k3p() { printf "$2" >>"$k3_dir/$1" || k3_full=1; }
k3r() { echo "$1 $2 $3 $k3_full" >&3; k3_full=0; }

# Whether a script is what runs now.
k3_is_now() {
  k3_now= k3_pid=
  read -r k3_now k3_pid <"$k3_dir/now"
  [ "$k3_now" = "$1" ]
}

# Parent, group and time of start of a process. Its name, in parentheses, may hold anything.
k3_look() {
  k3_stat=
  read -r k3_stat <"/proc/$1/stat" || return
  set -- \${k3_stat##*) }
  k3_parent=$2 k3_its_group=$3
  shift 19
  k3_start=$1
}

# The child of the worker's, other than the reader.
k3_find_child() {
  k3_all=
  for k3_proc in /proc/[0-9]*; do
    k3_proc=\${k3_proc#/proc/}
    k3_look "$k3_proc" && [ "$k3_parent" = "$PPID" ] && [ "$k3_proc" != $$ ] && k3_all=$k3_proc
  done
  [ -n "$k3_all" ]
}

# Whether the process last looked at was left by its parent, in the worker's group and since the child's start.
# The kernel counts hundredths of a second: within one, numbers tell.
k3_is_orphan() {
  [ "$k3_its_group" = "$k3_worker_group" ] || return
  [ "$k3_start" -gt "$k3_since" ] || { [ "$k3_start" = "$k3_since" ] && [ "$k3_proc" -gt "\${k3_all%% *}" ]; } || return
  k3_look "$k3_parent" && [ "$k3_its_group" != "$k3_worker_group" ]
}

# Adds to k3_all what came of the child. Each is stopped at once, so that none gets away.
k3_find_tree() {
  k3_look "$PPID" && k3_worker_group=$k3_its_group && k3_look "$k3_all" || return
  k3_since=$k3_start k3_more=1
  kill -STOP "$k3_all"
  while [ -n "$k3_more" ]; do
    k3_more=
    for k3_proc in /proc/[0-9]*; do
      k3_proc=\${k3_proc#/proc/}
      case " $k3_all " in *" $k3_proc "*) continue;; esac
      k3_look "$k3_proc" || continue
      case " $k3_all " in *" $k3_parent "*) ;; *) k3_is_orphan || continue;; esac
      kill -STOP "$k3_proc"
      k3_all="$k3_all $k3_proc" k3_more=1
    done
  done
}

# Signals a script that runs: the group of a text, which tells its process, else all that came of a fork.
k3_signal() {
  k3_is_now "$1" || return
  k3_all=$k3_group$k3_pid
  # Runs it before and after, the child was the script's.
  [ -n "$k3_pid" ] || { k3_find_child && k3_is_now "$1" && k3_find_tree; } || return
  echo "$k3_all" >"$k3_dir/$1.l"
  kill "-$2" $k3_all
  kill -CONT $k3_all
}

k3k() {
  : >"$k3_dir/$1.k"
  ( k3_tenths=0 k3_next=TERM
    while [ "$k3_tenths" -lt 45 ] && [ -e "$k3_dir/$1.k" ]; do
      [ "$k3_tenths" -lt 20 ] || k3_next=KILL
      if [ -n "$k3_next" ] && k3_signal "$1" $k3_next; then k3_next=; fi
      k3_pause
    done ) 3>&- &
}

# The connection has ended: a script that runs has ten minutes.
k3_finish() {
  : >"$k3_dir/end"
  kill -0 "$PPID" || { rm -rf "$k3_dir"; return; }
  if k3_is_now -; then return; fi
  ( k3_tenths=0
    while [ -d "$k3_dir" ] && kill -0 "$PPID" && [ "$k3_tenths" -lt 6000 ]; do k3_pause; done
    k3_is_now -
    k3_last=$k3_now
    k3_signal "$k3_last" TERM && sleep 2 && k3_signal "$k3_last" KILL
    kill -0 "$PPID" || rm -rf "$k3_dir" ) 3>&- &
}

# While the reader is there, what it has started is its own: without it, a search for orphans would take them for
# a script's, and stop itself.
k3_leave() {
  k3_finish
  exec 3>&-
  until wait; do :; done
}
k3_full=0
trap k3_leave EXIT
trap : HUP INT QUIT PIPE ALRM TERM USR1 USR2
`;
