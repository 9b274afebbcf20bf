import type { Output } from '../../connection/connection.ts';
import { sh, type Script } from '../../connection/sh.ts';
import { sumFile } from '../../connection/transfer/sum.ts';
import type { ReadGroup } from '../read.ts';
import { CONTENT_LIMIT } from './path-state.ts';

const FIELDS = '%f %s %a %U %u %G %g';
const REGULAR = 0x8000;
const TYPE_BITS = 0xf000;

/**
 * Many paths looked at by as few processes as one: plain files and folders by one `stat` and one `cat`, anything
 * else by `lookAtOne`, the text of a script that looks at "$p". In order: for each path `plain`, or `own N` and
 * its N bytes of answer; the fields of each plain one; the checksums of large files; `contents`; and those.
 */
export function groupPaths(lookAtOne: Script): ReadGroup {
  return {
    name: 'path',
    build: (paths) => sh`look() { p=$1
${lookAtOne}
}
set -- ${paths}
for p; do
  shift
  if [ ! -L "$p" ] && { [ -d "$p" ] || { [ -f "$p" ] && [ -r "$p" ]; }; }; then
    echo plain
    set -- "$@" "$p"
  else
    o=$( (look "$p"); echo "code $?") || exit
    printf 'own %s\n%s\n' "${sh.raw('${#o}')}" "$o"
  fi
done
[ $# -gt 0 ] || exit 0
s=$(stat -c ${FIELDS} -- "$@") || exit
printf '%s\n' "$s"
while read -r f z r; do
  p=$1
  shift
  case $f in 8*) if [ "$z" -le ${CONTENT_LIMIT} ]; then set -- "$@" "$p"; else ${sumFile(sh.raw('"$p"'), sh.raw('"$z"'))} || exit; fi;; esac
done <<fields
$s
fields
echo contents
[ $# = 0 ] || exec cat -- "$@"`,
    split: (output, count) => new GroupAnswer(output.stdout).split(count),
  };
}

/** Throws RangeError where the answer is not whole: a file that changed while it was read, say. */
class GroupAnswer {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  split(count: number): readonly (Output | undefined)[] {
    const kinds = Array.from({ length: count }, () => this.#kind());
    const fields = kinds.map((kind) => (kind === 'plain' ? this.#fields() : undefined));
    const sums = fields.map((field) => (field && isLarge(field) ? this.#line() : ''));
    if (fields.some((field) => field !== undefined) && this.#line() !== 'contents') throw damaged();
    const outputs = kinds.map((kind, index) => {
      const field = fields[index];
      if (kind !== 'plain') return kind.code === 0 ? kind : undefined;
      return field && this.#plain(field, sums[index] ?? '');
    });
    if (this.#at !== this.#bytes.length) throw damaged();
    return outputs;
  }

  #kind(): 'plain' | Output {
    const line = this.#line();
    if (line === 'plain') return line;
    const length = /^own (\d+)$/.exec(line)?.[1];
    if (length === undefined) throw damaged();
    const own = this.#take(Number(length));
    this.#line();
    const [, code] = /code (\d+)$/.exec(own.subarray(-10).toString('latin1')) ?? [];
    if (code === undefined) throw damaged();
    return answer(Number(code), own.subarray(0, own.length - `code ${code}`.length));
  }

  #fields(): Fields {
    const [raw = '', size = '', ...ownership] = this.#line().split(' ');
    const type = Number.parseInt(raw, 16) & TYPE_BITS;
    if (!Number.isSafeInteger(Number(size)) || ownership.length < 5) throw damaged();
    return { isFile: type === REGULAR, size: Number(size), ownership: ownership.join(' ') };
  }

  #plain(fields: Fields, sum: string): Output {
    const { isFile, size, ownership } = fields;
    if (!isFile) return answer(0, Buffer.from(`directory ${ownership} ${size}\n`));
    const head = `file ${ownership} ${size}`;
    if (isLarge(fields)) return answer(0, Buffer.from(`${head} sum\n${sum}\n`));
    return answer(0, Buffer.concat([Buffer.from(`${head} whole\n`), this.#take(size)]));
  }

  #line(): string {
    const end = this.#bytes.indexOf('\n', this.#at);
    if (end < 0) throw damaged();
    const line = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return line;
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw damaged();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

interface Fields {
  readonly isFile: boolean;
  readonly size: number;
  /** Mode, owner and group as `readPath` prints them. */
  readonly ownership: string;
}

function isLarge({ isFile, size }: Fields): boolean {
  return isFile && size > CONTENT_LIMIT;
}

function answer(code: number, stdout: Buffer): Output {
  return { code, stdout, stderr: Buffer.alloc(0), truncated: false, durationMs: 0 };
}

function damaged(): RangeError {
  return new RangeError('the answer is not whole');
}
