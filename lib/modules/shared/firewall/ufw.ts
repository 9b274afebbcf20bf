import { sh, type Script } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { linesOf, unreadable } from '../lines.ts';
import type { Rule } from './rule.ts';
import { ANY, parseSource } from './source.ts';

export interface UfwState {
  readonly active: boolean;
  readonly rules: readonly Rule[];
}

/** `ufw show added` tells the rules as the commands that made them. */
export function readUfw(): HostRead<UfwState> {
  return hostRead({
    key: 'firewall:ufw',
    timeoutMs: 60_000,
    script: sh`if grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf; then
  echo active
  ufw show added | sed -n '/^ufw /p'
fi
echo end`,
    parse(output) {
      const lines = linesOf(output);
      if (!lines.has('end')) throw unreadable('the rules of ufw', output);
      return { active: lines.has('active'), rules: lines.all('ufw').flatMap(parseRule) };
    },
  });
}

const TO = /^allow (?:from (\S+))?\s*(?:to any port (\S+))?\s*(?:proto (\S+))?\s*(?:comment .*)?$/;
const SIMPLE = /^allow (\d[\d:]*)(?:\/(tcp|udp))?\s*(?:comment .*)?$/;

/** Rules that let in; those of other forms, such as of one interface, are let be. */
function parseRule(line: string): Rule[] {
  const [, simplePort, simpleProtocol] = SIMPLE.exec(line) ?? [];
  if (simplePort !== undefined) return portRules(ANY, { port: simplePort, protocol: simpleProtocol });
  const [, from, port, protocol] = TO.exec(line) ?? [];
  const source = from === undefined ? undefined : parseSource(from);
  if (source === undefined) return [];
  if (port !== undefined) return portRules(source, { port, protocol });
  return [{ source, what: protocol ?? 'all' }];
}

/** Without a protocol a rule is for both. */
function portRules(
  source: string,
  { port, protocol }: { readonly port: string; readonly protocol: string | undefined },
): Rule[] {
  const protocols = protocol === undefined ? ['tcp', 'udp'] : [protocol];
  return protocols.map((each) => ({ source, what: `${port.replace(':', '-')}/${each}` }));
}

export function allowByUfw(rules: readonly Rule[]): Script {
  return sh.lines(...rules.map((rule) => sh`${allow(rule)} || exit`));
}

function allow({ source, what }: Rule): Script {
  const [port = '', protocol] = what.split('/');
  const comment = ['comment', 'k3play'];
  if (what === 'all') return sh`ufw allow from ${source} ${comment}`;
  if (protocol === undefined) return sh`ufw allow proto ${what} from ${source} ${comment}`;
  return sh`ufw allow proto ${protocol} from ${source} to any port ${port.replace('-', ':')} ${comment}`;
}
