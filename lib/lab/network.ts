import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { Subnet } from './address.ts';
import { gatewayOf, overlaps, parseSubnet } from './address.ts';
import { runCommand, tryCommand } from './command.ts';
import type { LabNames } from './model.ts';
import { refuse } from './refusal.ts';

const FORWARDING = '/proc/sys/net/ipv4/ip_forward';
/** Says, until the next boot of the machine, that a lab has switched forwarding on. */
const FORWARDING_NOTE = '/run/k3play-lab-forwarding';
const IPTABLES_WAIT = '--wait=10';

/**
 * Refuses a subnet that the machine already uses or reaches, other than by this lab's own bridge. The
 * widest routes, such as the two halves of the world of a VPN, are default routes by another name.
 */
export async function checkSubnetFree(subnet: Subnet, names: LabNames): Promise<void> {
  const routes = await runCommand('ip', ['-4', '-json', 'route', 'show', 'table', 'all']);
  for (const { dst, dev } of parseRoutes(routes)) {
    const taken = dst === 'default' ? undefined : parseSubnet(dst);
    if (dev === names.bridge || !taken || taken.prefix < 8 || !overlaps(taken, subnet)) continue;
    refuse(
      'lab/subnet-taken',
      `the lab's subnet ${subnet.text} overlaps ${dst}, which this machine reaches by ${dev}`,
      'choose another with --subnet, and addresses in it',
    );
  }
}

/** The bridge, and the rules that let hosts out. Whatever of it is there already is made anew. */
export async function makeNetwork(subnet: Subnet, names: LabNames): Promise<void> {
  const { bridge, chain } = names;
  if (!existsSync(`/sys/class/net/${bridge}`))
    await runCommand('ip', ['link', 'add', bridge, 'type', 'bridge']);
  await runCommand('ip', ['address', 'replace', `${gatewayOf(subnet)}/${subnet.prefix}`, 'dev', bridge]);
  await runCommand('ip', ['link', 'set', 'dev', bridge, 'up']);
  await allowForwarding();
  await removeRules(chain);
  for (const rule of listRules(subnet, names)) await runCommand('iptables', [IPTABLES_WAIT, ...rule]);
}

/** Takes away all that `makeNetwork` made, or what is left of it. */
export async function removeNetwork(names: LabNames): Promise<void> {
  await removeRules(names.chain);
  if (existsSync(`/sys/class/net/${names.bridge}`)) await runCommand('ip', ['link', 'delete', names.bridge]);
  await restoreForwarding();
}

/** The MTU of the machine's way out: hosts behind it must not send larger packets. */
export async function readMtu(): Promise<number> {
  const routes = parseRoutes(await runCommand('ip', ['-4', '-json', 'route', 'show', 'default']));
  const dev = routes[0]?.dev;
  const text = dev === undefined ? '' : await readFile(`/sys/class/net/${dev}/mtu`, 'utf8').catch(() => '');
  return Math.min(1500, Number(text.trim()) || 1500);
}

/** Every rule stands in a chain of the lab's own, so that taking them away takes nothing else. */
function listRules(subnet: Subnet, { bridge, chain }: LabNames): readonly (readonly string[])[] {
  return [
    ['-t', 'nat', '-N', chain],
    ['-t', 'nat', '-A', chain, '-s', subnet.text, '!', '-d', subnet.text, '-j', 'MASQUERADE'],
    ['-t', 'nat', '-I', 'POSTROUTING', '-j', chain],
    ['-N', chain],
    ['-A', chain, '-i', bridge, '-j', 'ACCEPT'],
    ['-A', chain, '-o', bridge, '-j', 'ACCEPT'],
    ['-I', 'FORWARD', '-j', chain],
  ];
}

async function removeRules(chain: string): Promise<void> {
  for (const [table, hook] of [
    ['nat', 'POSTROUTING'],
    ['filter', 'FORWARD'],
  ] as const) {
    const run = async (...args: string[]) =>
      (await tryCommand('iptables', [IPTABLES_WAIT, '-t', table, ...args])).code;
    if ((await run('-n', '-L', chain)) !== 0) continue;
    while ((await run('-D', hook, '-j', chain)) === 0);
    await run('-F', chain);
    await run('-X', chain);
  }
}

async function allowForwarding(): Promise<void> {
  if ((await readFile(FORWARDING, 'utf8')).trim() === '1') return;
  await writeFile(FORWARDING_NOTE, await readBootId(), { mode: 0o600 });
  await writeFile(FORWARDING, '1');
}

/** The last lab to go switches forwarding off again, if a lab had switched it on since the machine booted. */
async function restoreForwarding(): Promise<void> {
  const labs = (await readdir('/sys/class/net')).filter((name) => /^k3p-[0-9a-f]{6}$/.test(name));
  const note = await readFile(FORWARDING_NOTE, 'utf8').catch(() => undefined);
  if (note === undefined || labs.length > 0) return;
  if (note === (await readBootId())) await writeFile(FORWARDING, '0');
  await rm(FORWARDING_NOTE, { force: true });
}

async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

interface Route {
  readonly dst: string;
  readonly dev: string;
}

function parseRoutes(json: string): Route[] {
  const routes: unknown = JSON.parse(json || '[]');
  return Array.isArray(routes) ? routes.filter(isRoute) : [];
}

function isRoute(value: unknown): value is Route {
  if (typeof value !== 'object' || value === null || !('dst' in value) || !('dev' in value)) return false;
  return typeof value.dst === 'string' && typeof value.dev === 'string';
}
