import { sh, type Script } from '../../connection/sh.ts';
import { draftOf, settleUnpacked, type Unpacked } from './unpacked-files.ts';

/**
 * Shell text that unpacks by `unpack` into a folder of its own, lists what is there, moves it to where it belongs,
 * and sees to its owner and mode. The list has another name until all of it is done. A folder that is there already stays.
 */
export function unpackListed(unpacked: Unpacked, unpack: (into: string) => Script): Script {
  const { dest, list } = unpacked;
  const aside = `${list}.unpacked`;
  const draft = draftOf(list);
  return sh`{ rm -rf -- ${list} ${aside} && (umask 077 && mkdir -- ${aside}) && ${unpack(aside)} && (
  cd -- ${aside} || exit
  if [ -n "$(find . -name ${'*\n*'})" ]; then echo 'a name in the archive has a line end in it' >&2; exit 1; fi
  (umask 022 && find . ! -name . >${draft}) || exit
  while IFS= read -r k3p_path; do
    k3p_to=${dest}/$k3p_path
    if [ -d "$k3p_path" ] && [ ! -L "$k3p_path" ]; then
      [ ! -d "$k3p_to" ] || continue
    elif [ ! -e "$k3p_path" ] && [ ! -L "$k3p_path" ]; then
      continue
    elif [ -L "$k3p_to" ]; then
      rm -f -- "$k3p_to" || exit
    elif [ -d "$k3p_to" ]; then
      printf '%s is a folder on the host, and none in the archive\n' "$k3p_to" >&2
      exit 1
    fi
    mv -f -- "$k3p_path" "$k3p_to" || exit
  done <${draft}
) && rm -rf -- ${aside} && { ${settleUnpacked({ ...unpacked, list: draft })}; } && mv -f -- ${draft} ${list}; } || { k3p_code=$?; rm -rf -- ${aside}; (exit $k3p_code); }`;
}
