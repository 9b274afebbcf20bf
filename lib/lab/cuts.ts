import { gatewayOf, type Subnet } from './address.ts';
import { interfaceOf } from './boot.ts';
import { runCommand, tryCommand } from './command.ts';
import { INTERNET, type LabCut, type LabNames } from './model.ts';

interface CutsOptions {
  readonly machineOf: (host: string) => string;
  readonly subnet: Subnet;
}

/**
 * Makes exactly these cuts hold, whatever held before. Packets vanish without a word, as on a broken
 * network. Rules name the hosts' interfaces, not addresses: virtual addresses and tunnels are cut too,
 * and a host that reboots stays cut.
 */
export async function applyCuts(
  cuts: readonly LabCut[],
  names: LabNames,
  options: CutsOptions,
): Promise<void> {
  if (cuts.length === 0) return removeCuts(names);
  await runCommand('nft', ['-f', '-'], { input: renderCuts(cuts, names.table, options) });
}

export async function removeCuts({ table }: LabNames): Promise<void> {
  if ((await tryCommand('nft', ['list', 'table', 'bridge', table])).code === 0) {
    await runCommand('nft', ['delete', 'table', 'bridge', table]);
  }
}

/** One nftables transaction: the table is emptied and filled in one go, with no moment in between. */
export function renderCuts(
  cuts: readonly LabCut[],
  table: string,
  { machineOf, subnet }: CutsOptions,
): string {
  const port = (host: string): string => `"${interfaceOf(machineOf(host))}"`;
  const alone = cuts.flatMap(({ host, other }) => (other === undefined ? [port(host)] : []));
  const pairs = cuts.flatMap(({ host, other }) =>
    other === undefined || other === INTERNET
      ? []
      : [
          `iifname ${port(host)} oifname ${port(other)} drop`,
          `iifname ${port(other)} oifname ${port(host)} drop`,
        ],
  );
  const inside = cuts.flatMap(({ host, other }) =>
    other === INTERNET ? keepInside(port(host), subnet) : [],
  );
  return [
    `table bridge ${table}`,
    `delete table bridge ${table}`,
    `table bridge ${table} {`,
    ' chain in {',
    '  type filter hook prerouting priority -300; policy accept;',
    ...alone.map((name) => `  iifname ${name} drop`),
    ...inside.map((rule) => `  ${rule}`),
    ' }',
    ' chain out {',
    '  type filter hook postrouting priority 300; policy accept;',
    ...alone.map((name) => `  oifname ${name} drop`),
    ' }',
    ' chain between {',
    '  type filter hook forward priority -200; policy accept;',
    ...pairs.map((rule) => `  ${rule}`),
    ' }',
    '}',
    '',
  ].join('\n');
}

/** To hosts, and to all of them at once, as keepalived does. Of this machine only what it asked for itself is answered. */
function keepInside(port: string, subnet: Subnet): readonly string[] {
  const gateway = gatewayOf(subnet);
  return [
    `iifname ${port} ip daddr != { ${subnet.text}, 224.0.0.0/4, 255.255.255.255 } drop`,
    `iifname ${port} ip daddr ${gateway} tcp flags & (syn | ack) == syn drop`,
    `iifname ${port} ip daddr ${gateway} ip protocol udp drop`,
  ];
}
