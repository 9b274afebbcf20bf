/**
 * What LOADER runs on the host, and what becomes the worker; see loop.ts. It is short: each byte of it is a call of
 * the kernel's. The rest, WORKER, comes by way of the reader, which says so with the first order.
 */
export const STARTER = `
cd "$HOME" 2>/dev/null || cd /
exec 4<&0
# The queue of orders, taken from 5 and given to 6: a pipe where a short here-document is one, else a fifo.
k3_pipe=
{ command exec 5<<k3_line && [ -p /proc/self/fd/5 ] && command exec 6>/proc/self/fd/5 && k3_pipe=y; } 2>/dev/null
-
k3_line
umask 077
for k3_dir in /dev/shm /tmp /var/tmp "$HOME"; do
  k3_dir=$k3_dir/.k3play-$k3_token
  mkdir "$k3_dir" 2>/dev/null && { [ -n "$k3_pipe" ] || mkfifo "$k3_dir/q" 2>/dev/null; } && echo - >"$k3_dir/now" && break
  rm -rf "$k3_dir"; k3_dir=
done
umask 022
k3_homeless() { echo "$k3_nonce homeless"; exit 1; }
[ -n "$k3_dir" ] || k3_homeless
k3_setsid= k3_group=
if command -v setsid >/dev/null 2>&1; then k3_setsid=setsid k3_group=-; fi
trap 'rm -rf "$k3_dir"' EXIT
# A program that signals all of its group reaches the worker, too.
trap k3_signalled=1 HUP INT QUIT PIPE ALRM TERM USR1 USR2
# Opened for both at once, a fifo waits for nobody.
if [ -n "$k3_pipe" ]; then read -r k3_id <&5; else exec 5<>"$k3_dir/q" 6>"$k3_dir/q" 5<"$k3_dir/q"; fi
k3_dir=$k3_dir k3_group=$k3_group $k3_shell <&4 4<&- 5<&- 3>&6 6>&- >/dev/null 2>&1 &
exec <&5 4<&- 5<&- 6>&- 2>/dev/null
k3_signalled=
until read -r k3_full; do [ -n "$k3_signalled" ] || exit 1; k3_signalled=; done
[ "$k3_full" = 0 ] || k3_homeless
. "$k3_dir/worker"
echo "$k3_nonce ready $k3_dir"
k3_work
exec rm -rf "$k3_dir"
`;
