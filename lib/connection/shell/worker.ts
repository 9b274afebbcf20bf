/**
 * What the worker is made of, once STARTER has begun; see loop.ts. Every name begins with `k3_`: reads and programs
 * are forks of the worker and see its variables. Nothing is exported.
 */
export const WORKER = `
k3_pause() { sleep 0.1 || { sleep 1; k3_tenths=$((k3_tenths+9)); }; k3_tenths=$((k3_tenths+1)); }

# Sends a file, or its head and its tail where it is too long.
k3_send() {
  [ -s "$1" ] || return 0
  k3_weight=$((k3_weight+8)) k3_copied=
  dd if="$1" bs=65536 count="$k3_blocks" 2>"$k3_dir/dd"
  read -r k3_copied k3_rest <"$k3_dir/dd"
  case $k3_copied in "$k3_blocks+0"|'') ;; *) return 0;; esac
  [ "$(wc -c <"$1")" -gt $((k3_blocks * 65536)) ] || return 0
  k3_weight=64
  echo "$k3_nonce $k3_id cut"
  tail -c $((k3_blocks * 32768)) "$1" | head -c $((k3_blocks * 32768))
}

# For a fork: it keeps nothing open that is the worker's, a lock say.
k3_become() {
  exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  . "$k3_file.s"
}

# Waits for processes and groups that were told to end, and ends them.
k3_end() {
  k3_tenths=0 k3_alive=1
  while [ -n "$k3_alive" ] && [ "$k3_tenths" -lt 10 ]; do
    k3_alive=
    for k3_pid; do ! kill -0 "$k3_pid" || k3_alive=1; done
    [ -z "$k3_alive" ] || k3_pause
  done
  kill -KILL "$@"
}

k3_run() {
  k3_in=/dev/null k3_err=$k3_file.e
  case $k3_kind in
    h) . "$k3_file.s" </dev/null; k3_code=$?; return;;
    r*) k3_err=$k3_dir/e;;
  esac
  case $k3_kind in ?i*) k3_in=$k3_file.i k3_weight=64; k3_old="$k3_old $k3_file.i";; esac
  # Secrets are not left lying, not even where no one else may look.
  case $k3_kind in *v) k3_weight=64;; esac
  echo "$k3_id" >"$k3_dir/now"
  case $k3_kind in
    r*) ( k3_become ) <"$k3_in" 2>"$k3_err";;
    p*) ( k3_become ) <"$k3_in" >"$k3_file.o" 2>"$k3_err";;
    *) $k3_setsid $k3_shell "$k3_file.s" <"$k3_in" >"$k3_file.o" 2>"$k3_err" 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-;;
  esac
  k3_code=$?
  echo - >"$k3_dir/now"
  [ -e "$k3_err" ] || k3_code=full
  [ -e "$k3_file.k" ] || return
  k3_weight=64 k3_old="$k3_old $k3_file.k $k3_file.l" k3_left=
  read -r k3_left <"$k3_file.l"
  [ -z "$k3_left" ] || k3_end $k3_left
}

k3_work() {
  k3_old= k3_weight=0
  while :; do
    k3_signalled=
    if ! read -r k3_id k3_blocks k3_kind k3_full; then
      # In some shells a signal ends the reading, too.
      if [ -n "$k3_signalled" ]; then continue; else return; fi
    fi
    k3_file=$k3_dir/$k3_id k3_err=
    k3_old="$k3_old $k3_file.s $k3_file.o $k3_file.e" k3_weight=$((k3_weight+1))
    if [ -e "$k3_file.k" ] || [ -e "$k3_dir/end" ]; then k3_code=stopped
    elif [ "$k3_full" != 0 ]; then k3_code=full
    else k3_run; fi
    k3_send "$k3_file.o"
    if [ -s "$k3_err" ]; then echo "$k3_nonce $k3_id err"; k3_send "$k3_err"; fi
    echo "$k3_nonce $k3_id end $k3_code"
    if [ "$k3_weight" -ge 64 ]; then rm -f $k3_old; k3_old= k3_weight=0; fi
  done
}
`;
