import { isIP, isIPv4, isIPv6 } from 'node:net';
import { parseManifest } from '../source/manifest.ts';

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i;

interface Format {
  readonly test: (text: string) => boolean;
  /** What a message calls it. */
  readonly noun: string;
  /** What is wrong with a text, where its length forbids to show it. */
  readonly explain?: (text: string) => string;
}

/** The formats a schema may ask for, and how a message calls them. */
export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  [
    'absolute-path',
    {
      test: (text) => text.startsWith('/') && !text.includes('\0'),
      noun: 'an absolute path, such as /etc/app',
    },
  ],
  ['ip', { test: (text) => isIP(text) !== 0, noun: 'an IP address' }],
  ['ipv4', { test: isIPv4, noun: 'an IPv4 address' }],
  ['ipv6', { test: isIPv6, noun: 'an IPv6 address' }],
  ['cidr', { test: isCidr, noun: 'a network such as 10.42.0.0/16' }],
  [
    'kubernetes-manifest',
    {
      test: (text) => typeof parseManifest(text) !== 'string',
      noun: 'YAML documents, each of a Kubernetes object',
      explain(text) {
        const found = parseManifest(text);
        return typeof found === 'string' ? found : '';
      },
    },
  ],
  ['hostname', { test: isHostname, noun: 'a host name' }],
  ['uri', { test: (text) => URL.canParse(text), noun: 'a URL' }],
]);

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}

function isHostname(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL.test(label));
}
