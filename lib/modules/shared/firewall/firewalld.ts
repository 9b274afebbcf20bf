import { sh, type Script } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { linesOf, unreadable } from '../lines.ts';
import type { Rule } from './rule.ts';
import { ANY, isIpv6, parseSource } from './source.ts';

/** Rules that hold now, and those that will after the next start: firewalld keeps them apart. */
export interface FirewalldState {
  readonly active: boolean;
  /** Zone of the interface that the other hosts come in by. */
  readonly zone: string;
  readonly runtime: readonly Rule[];
  readonly permanent: readonly Rule[];
}

/** `address` is the host's own, by whose interface the zone is found; without it the default zone counts. */
export function readFirewalld(address: string | undefined): HostRead<FirewalldState> {
  return hostRead({
    key: `firewall:firewalld:${address ?? ''}`,
    timeoutMs: 60_000,
    script: sh`if command -v firewall-cmd >/dev/null && firewall-cmd --state >/dev/null 2>&1; then
  device=$(ip -o addr show to ${address ?? '127.0.0.1'} 2>/dev/null | sed -n '1s/^[0-9]*: \([^ @]*\).*/\1/p')
  zone=$(firewall-cmd --get-zone-of-interface="$device" 2>/dev/null) || zone=$(firewall-cmd --get-default-zone)
  echo "zone $zone"
  firewall-cmd --list-all-zones | sed 's/^/runtime /'
  firewall-cmd --permanent --list-all-zones | sed 's/^/permanent /'
fi
echo end`,
    parse(output) {
      const lines = linesOf(output);
      if (!lines.has('end')) throw unreadable('the rules of firewalld', output);
      const zone = lines.first('zone');
      return {
        active: lines.has('zone'),
        zone,
        runtime: parseZones(lines.all('runtime'), zone),
        permanent: parseZones(lines.all('permanent'), zone),
      };
    },
  });
}

/** What is let in by a zone, and all of the sources of the zone `trusted`. */
function parseZones(lines: readonly string[], zone: string): Rule[] {
  let current = '';
  return lines.flatMap((line): Rule[] => {
    const heading = /^([\w-]+)/.exec(line)?.[1];
    if (heading !== undefined) current = heading;
    const [, key, value = ''] = /^\s+([a-z-]+):\s*(.*)$/.exec(line) ?? [];
    if (key === 'sources' && current === 'trusted') return listWords(value).flatMap(trustRule);
    if (current !== zone) return [];
    if (key === 'ports') return listWords(value).map((what) => ({ source: ANY, what }));
    return parseRich(line);
  });
}

function listWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function trustRule(text: string): Rule[] {
  const source = parseSource(text);
  return source === undefined ? [] : [{ source, what: 'all' }];
}

const RICH =
  /^\s*rule family="ipv[46]" source address="([^"]*)" (?:port port="([^"]*)" protocol="([^"]*)"|protocol value="([^"]*)") accept\s*$/;

function parseRich(line: string): Rule[] {
  const [, address = '', port, protocol = '', value = ''] = RICH.exec(line) ?? [];
  const source = parseSource(address);
  if (source === undefined) return [];
  return [{ source, what: port === undefined ? value : `${port}/${protocol}` }];
}

/**
 * Adds rules for now and for good, each in its own place and without a reload: that would drop rules that others,
 * K3s among them, have made since the start.
 */
export function allowByFirewalld(
  zone: string,
  { runtime, permanent }: { readonly runtime: readonly Rule[]; readonly permanent: readonly Rule[] },
): Script {
  return sh.lines(...allow(zone, permanent, ['--permanent']), ...allow(zone, runtime, []));
}

// The words come last, as in the command.
function allow(zone: string, rules: readonly Rule[], kept: readonly string[]): Script[] {
  const trusted = rules.filter(({ what }) => what === 'all').map(({ source }) => `--add-source=${source}`);
  const others = rules.filter(({ what }) => what !== 'all').map(describeOption);
  return [
    ...(trusted.length > 0 ? [sh`firewall-cmd -q ${kept} --zone=trusted ${trusted} || exit`] : []),
    ...(others.length > 0 ? [sh`firewall-cmd -q ${kept} ${`--zone=${zone}`} ${others} || exit`] : []),
  ];
}

function describeOption({ source, what }: Rule): string {
  const [port = '', protocol] = what.split('/');
  if (source === ANY) return `--add-port=${what}`;
  const match =
    protocol === undefined ? `protocol value="${what}"` : `port port="${port}" protocol="${protocol}"`;
  const family = isIpv6(source) ? 'ipv6' : 'ipv4';
  return `--add-rich-rule=rule family="${family}" source address="${source}" ${match} accept`;
}
