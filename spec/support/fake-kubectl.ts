/**
 * A kubectl whose cluster is the folder that its kubeconfig names: an object is a file in it, of the text that was
 * applied. It diffs, applies, gets and deletes documents of standard input.
 */
export const KUBECTL = `#!/bin/sh
store=\${1#--kubeconfig=}
shift
[ "\${1#--request-timeout}" = "$1" ] || shift
verb=$1
[ -d "$store" ] || { echo 'no cluster here' >&2; exit 2; }
[ "$2" != --raw=/version ] || exit 0
code=0
keep() {
  [ -n "$doc" ] || return 0
  doc=$(printf %s "$doc")
  kind=$(printf %s "$doc" | sed -n 's/^kind: //p')
  name=$(printf %s "$doc" | sed -n 's/^metadata: { name: \\([a-z]*\\).*/\\1/p')
  file=$store/$kind.$name
  old=; [ ! -e "$file" ] || old=$(cat "$file")
  case $verb in
    diff)
      [ "$old" = "$doc" ] || {
        code=1
        if [ -z "$old" ]; then printf '@@ -0,0 +1 @@\\n+%s\\n' "$name"; else printf '@@ -1 +1 @@\\n-old\\n+new\\n'; fi
      } ;;
    get) [ -z "$old" ] || echo "$kind/$name" ;;
    apply) printf %s "$doc" >"$file" ;;
    delete) rm -f "$file" ;;
  esac
}
doc=
while IFS= read -r line; do
  if [ "$line" = --- ]; then keep; doc=; elif [ -n "$line" ]; then doc="$doc$line
"; fi
done
keep
exit $code
`;
