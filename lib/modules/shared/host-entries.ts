import { normalizeIpNetwork } from './ip-network.ts';
import { editAsLines, splitLines } from './text-lines.ts';

/** Names that are to lead to an address, or no longer. */
export interface HostNames {
  readonly address: string;
  /** None stands for all that the address has; only where they are to go. */
  readonly names: readonly string[];
  readonly state: 'present' | 'absent';
}

/** A line of /etc/hosts that is an entry. */
interface Entry {
  readonly address: string;
  readonly names: readonly string[];
  /** With its "#" and the blanks before it; "" where there is none. */
  readonly comment: string;
}

/**
 * The text of /etc/hosts with the names as wanted. A name leads to one address of a kind, IPv4 or IPv6: those that
 * are wanted here are taken away from other addresses of the same kind. Other names and comments stay.
 */
export function editHostEntries(text: string, { address, names, state }: HostNames): string {
  const isOwn = (entry: Entry): boolean => isSame(entry.address, address);
  return editAsLines(text, (lines) => {
    if (state === 'absent') {
      const goes = (entry: Entry, name: string): boolean =>
        isOwn(entry) && (names.length === 0 || hasName(names, name));
      return without(lines, goes);
    }
    const isOther = (entry: Entry): boolean => !isOwn(entry) && kindOf(entry.address) === kindOf(address);
    const cleared = without(lines, (entry, name) => isOther(entry) && hasName(names, name));
    return withNames(cleared, { address, names, isOwn });
  });
}

/** The names of an address in the order of the file; the first is the one that the address itself is called by. */
export function namesOfAddress(text: string, address: string): readonly string[] {
  const entries = splitLines(text).map(parseEntry);
  const names = entries.flatMap((entry) => (entry && isSame(entry.address, address) ? entry.names : []));
  return [...new Set(names)];
}

function withNames(
  lines: readonly string[],
  { address, names, isOwn }: Omit<HostNames, 'state'> & { readonly isOwn: (entry: Entry) => boolean },
): readonly string[] {
  const entries = lines.map(parseEntry);
  const there = entries.flatMap((entry) => (entry && isOwn(entry) ? entry.names : []));
  const missing = names.filter((name) => !hasName(there, name));
  if (missing.length === 0) return lines;
  const at = entries.findIndex((entry) => entry !== undefined && isOwn(entry));
  const entry = entries[at];
  if (!entry) return [...lines, formatEntry({ address, names: missing, comment: '' })];
  return lines.with(at, formatEntry({ ...entry, names: [...entry.names, ...missing] }));
}

/** An address that is left without any name goes as well. */
function without(lines: readonly string[], goes: (entry: Entry, name: string) => boolean): readonly string[] {
  const edited = lines.flatMap((line) => {
    const entry = parseEntry(line);
    if (!entry) return [line];
    const names = entry.names.filter((name) => !goes(entry, name));
    if (names.length === entry.names.length) return [line];
    return names.length > 0 ? [formatEntry({ ...entry, names })] : [];
  });
  const isAsBefore = edited.length === lines.length && edited.every((line, at) => line === lines[at]);
  return isAsBefore ? lines : edited;
}

function parseEntry(line: string): Entry | undefined {
  const [, text = '', comment = ''] = /^([^#]*?)(\s*#.*)?$/.exec(line) ?? [];
  const [address = '', ...names] = text.split(/\s+/).filter((word) => word !== '');
  return normalizeAddress(address) === undefined || names.length === 0
    ? undefined
    : { address, names, comment };
}

function formatEntry({ address, names, comment }: Entry): string {
  return `${[address, ...names].join(' ')}${comment}`;
}

/** A link-local address may have a zone, which parts it from the same one elsewhere. */
function normalizeAddress(text: string): string | undefined {
  const [address = '', ...zone] = text.split('%');
  const plain = text.includes('/') ? undefined : normalizeIpNetwork(address);
  return plain === undefined ? undefined : [plain, ...zone].join('%');
}

function isSame(one: string, other: string): boolean {
  return normalizeAddress(one) === normalizeAddress(other);
}

function kindOf(address: string): 'IPv4' | 'IPv6' {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}

function hasName(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}
