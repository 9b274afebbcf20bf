import { splitWords } from './ssh-arguments.ts';

/** `web[01:20]:2222 colour=red note="two words"  # remark`, taken apart. */
export interface HostLine {
  readonly host: string;
  readonly port: number | undefined;
  readonly vars: readonly HostVar[];
}

interface HostVar {
  readonly name: string;
  /** Without the quotes around it. */
  readonly value: string;
  readonly offset: number;
  readonly valueOffset: number;
}

export interface WrongLine {
  readonly wrong: string;
  readonly offset: number;
  readonly hint: string;
}

export function readHostLine(text: string): HostLine | WrongLine {
  const words = [...text.matchAll(/#.*$|(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+|["']/gs)].map(
    ({ 0: word, index }) => ({ word, index }),
  );
  const open = words.find(({ word }) => word === '"' || word === "'");
  if (open)
    return { wrong: 'a quote is not closed', offset: open.index, hint: 'put another one behind the value' };
  const [first, ...rest] = words.filter(({ word }) => !word.startsWith('#'));
  const host = splitPort(first?.word ?? '');
  if (first === undefined || host.name.includes('='))
    return { wrong: `"${text}" names no host`, offset: 0, hint: 'the name of the host comes first' };
  const vars: HostVar[] = [];
  for (const { word, index } of rest) {
    const equals = word.indexOf('=');
    if (equals < 1) {
      const hint = 'behind a host stand name=value, without spaces around "=", and with quotes around spaces';
      return { wrong: `"${word}" is no variable`, offset: index, hint };
    }
    const [value = ''] = splitWords(word.slice(equals + 1));
    vars.push({ name: word.slice(0, equals), value, offset: index, valueOffset: index + equals + 1 });
  }
  return { host: host.name, port: host.port, vars };
}

/** `w1:2222`, `[2001:db8::1]:22`; the colon of a range is none of a port. */
function splitPort(word: string): { readonly name: string; readonly port: number | undefined } {
  const bracketed = /^\[([0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)\](?::(\d+))?$/.exec(word);
  const plain = bracketed ?? /^((?:[^:[\]]|\[[^\]]*\])+):(\d+)$/.exec(word);
  const [, name = word, port] = plain ?? [];
  return { name, port: port === undefined ? undefined : Number(port) };
}
