import assert from 'node:assert/strict';
import { describeDiagnostic } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { readInventory } from '../../lib/inventory/load.ts';
import { flagsOf, isServerOnly } from '../../lib/modules/k3s/shared/flags.ts';
import { modules } from '../../lib/modules/index.ts';
import { resolveInputs } from '../../lib/playbook/inputs.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import type { InputsSchema } from '../../lib/playbook/model.ts';
import { parseDocument } from '../../lib/source/document.ts';

async function loadInputs(): Promise<InputsSchema> {
  const { plays } = await loadPlaybook('playbooks/servers.yml', {
    modules,
    inventory: undefined,
    templateFolders: ['templates'],
  });
  return plays[0]?.inputs ?? {};
}

/** What is told of two servers and an agent with these variables `k3s`, in YAML. */
async function tell({ s1 = '{}', s2 = '{}', a1 = '{}' }): Promise<readonly string[]> {
  const host = (name: string, k3s: string): string => `      ${name}: { vars: { k3s: ${k3s} } }\n`;
  const text = `groups:\n  server:\n    hosts:\n${host('s1', s1)}${host('s2', s2)}  agent:\n    hosts:\n${host('a1', a1)}`;
  const inventory = readInventory(parseDocument(text, 'hosts.yml'), {});
  const generated = {
    get: (_: string, length: number) => new Secret('g'.repeat(length)),
    certificates: () => undefined,
  };
  return resolveInputs(await loadInputs(), inventory, { generated })
    .diagnostics.map(describeDiagnostic)
    .map((line) => line.replace(/^hosts\.yml:(\d+):\d+: /, '$1: '));
}

const config = (settings: string): string => `{ server: { config: { ${settings} } } }`;
const agentConfig = (settings: string): string => `{ agent: { config: { ${settings} } } }`;

interface Case {
  readonly title: string;
  readonly hosts: { readonly s1?: string; readonly s2?: string; readonly a1?: string };
  readonly told: readonly RegExp[];
}

const CASES: readonly Case[] = [
  { title: 'nothing of what is well', hosts: { s1: config('kubelet-arg+: [v=2], debug: true') }, told: [] },
  {
    title: 'a setting that no K3s knows, with the nearest',
    hosts: { s1: config('node-lable: [a=b]') },
    told: [
      /^4: warning: input k3s\.server\.config: "node-lable" is no key .* \(did you mean "node-label"\?\)/,
    ],
  },
  {
    title: 'one of agents as well',
    hosts: { a1: agentConfig('node-tain: x') },
    told: [/^8: warning: input k3s\.agent\.config: "node-tain" .*"node-taint"/],
  },
  {
    title: 'a setting of servers on an agent',
    hosts: { a1: agentConfig('tls-san: [a]') },
    told: [/^8: error: input k3s\.agent\.config\.tls-san is a setting of servers: an agent would not start/],
  },
  {
    title: 'a mode that YAML reads as a number',
    hosts: { s1: config('write-kubeconfig-mode: 0600') },
    told: [/^4: error: .*write-kubeconfig-mode must be a string.*write "0600"/],
  },
  {
    title: 'a setting that is a map',
    hosts: { s1: config('kubelet-arg: { v: 2 }') },
    told: [/^4: error: .*kubelet-arg must be .* got a map/],
  },
  {
    title: 'names of the certificate that differ, as a warning',
    hosts: { s1: config('tls-san: [a.example.org]') },
    told: [/^5: warning: input k3s\.server\.config\.tls-san should be the same on all hosts of "server"/],
  },
  {
    title: 'a pod network that differs',
    hosts: { s1: config('cluster-cidr: 10.1.0.0/16'), s2: config('cluster-cidr: 10.2.0.0/16') },
    told: [/^5: error: input k3s\.server\.config\.cluster-cidr must be the same on all hosts of "server"/],
  },
  {
    title: 'a token beside the word where to read it from',
    hosts: {
      s1: '{ token: abcdefghijk, token_from: server }',
      s2: '{ token: abcdefghijk, token_from: server }',
    },
    told: [/^4: error: input k3s\.token and token_from exclude one another/, /^5: error/],
  },
  {
    title: 'a token in the form of bootstrap tokens, which break when they are rotated',
    hosts: { s1: '{ token: abcdef.0123456789abcdef }', s2: '{ token: abcdef.0123456789abcdef }' },
    told: [
      /^4: error: input k3s\.token must be 8 characters or more .* not of the form abcdef\.0123456789abcdef/,
      /^5: error/,
    ],
  },
  {
    title: 'a token in full, and one of agents that is',
    hosts: {
      s1: '{ token: "K10ab::server:x", agent_token: "K10ab::node:x" }',
      s2: '{ token: "K10ab::server:x", agent_token: "K10ab::node:x" }',
    },
    told: [
      /^4: error: input k3s\.token must be .* the password alone, not K10…::server:…/,
      /^4: error: input k3s\.agent_token must be .* the password alone, not K10…::node:…/,
      /^5: error/,
      /^5: error/,
    ],
  },
  ...[
    [
      'two sources',
      '{ source: { version: v1.30.4+k3s1, channel: stable } }',
      /source needs exactly one of "file", "bundle"/,
    ],
    [
      'a url without its sum',
      '{ source: { url: "https://x/k3s" } }',
      /source: "sha256" is missing|source "sha256" is missing/,
    ],
    [
      'a release without its v',
      '{ source: { version: 1.30.4+k3s1 } }',
      /source\.version must be a release as K3s writes it, such as v1\.30\.4\+k3s1/,
    ],
    [
      'a sum that is cut off',
      '{ source: { url: "https://x/k3s", sha256: abc } }',
      /source\.sha256 must be 64 hex digits in lower case/,
    ],
    [
      'a mirror of a file',
      '{ source: { file: package.json, mirror: cn } }',
      /source\.mirror is for a version or a channel/,
    ],
    [
      'a sum of a channel',
      `{ source: { channel: stable, sha256: ${'a'.repeat(64)} } }`,
      /source\.sha256 is for a url or a version/,
    ],
    [
      'a folder that is no bundle',
      '{ source: { bundle: playbooks } }',
      /there is no file "playbooks\/bundle\.json"/,
    ],
    [
      'a release that YAML reads as a number',
      '{ source: { version: 1.30 } }',
      /source\.version must be a string, got the number 1\.3/,
    ],
    [
      'a path of this machine for a download',
      '{ source: { url: files/k3s, sha256: X } }'.replace('X', 'a'.repeat(64)),
      /source\.url must begin with http:\/\/ or https:\/\//,
    ],
    [
      'a channel that is none',
      '{ source: { channel: ../x } }',
      /source\.channel must be the name of a release channel/,
    ],
    [
      'a mirror without its scheme',
      '{ source: { mirrors: [mirror.example.org] } }',
      /source\.mirrors\.0 must begin with http:\/\/ or https:\/\//,
    ],
    [
      'a sum of an installer that is cut off',
      '{ installer: { file: package.json, sha256: abc } }',
      /installer\.sha256 must be 64 hex digits in lower case/,
    ],
    [
      'a proxy without its scheme',
      '{ proxy: { http: "proxy:3128" } }',
      /proxy\.http must begin with http:\/\/ or https:\/\//,
    ],
    [
      'a list in one text',
      '{ proxy: { https: "http://proxy:3128", no_proxy: ["a,b"] } }',
      /proxy\.no_proxy\.0 must be one name, address or network/,
    ],
    [
      'a mirror of a registry without its scheme',
      '{ registries: { mirrors: { docker.io: { endpoint: [mirror] } } } }',
      /endpoint\.0 must begin with http:\/\/ or https:\/\//,
    ],
    [
      'a path of this machine for a file of the nodes',
      '{ registries: { configs: { r: { tls: { ca_file: ca.pem } } } } }',
      /ca_file must be a path from \//,
    ],
    [
      'a network that is none',
      '{ firewall: { clients: [10.0.0.0/33] } }',
      /firewall\.clients\.0 must be an address, a network such as 192\.0\.2\.0\/24, or any/,
    ],
    [
      'an interface with a blank',
      '{ registration: { vip: { address: 10.0.0.9, interface: "eth 0" } } }',
      /vip\.interface must be the name of a network interface/,
    ],
    ['a proxy without an address', '{ proxy: {} }', /proxy names the proxy for http, for https or for both/],
  ].map(([title, k3s, told]) => ({
    title: String(title),
    hosts: { s1: String(k3s), s2: String(k3s), a1: String(k3s) },
    told: [told as RegExp, told as RegExp, told as RegExp],
  })),
  ...['token', 'token-file', 'datastore-endpoint', 'datastore-cafile', 'server', 'cluster-init'].map(
    (key) => ({
      title: `${key}, which k3play writes or which cannot be`,
      hosts: { s1: config(`${key}: x`) },
      told: [new RegExp(`^4: error: input k3s\\.server\\.config\\.${key} cannot be set here`)],
    }),
  ),
];

describe('the input of the bundled playbooks', () => {
  for (const { title, hosts, told } of CASES) {
    it(`tells ${title}`, async () => {
      const lines = await tell(hosts);

      assert.equal(lines.length, told.length, lines.join('\n'));
      for (const [index, pattern] of told.entries()) assert.match(lines[index] ?? '', pattern);
    });
  }

  it('knows the settings that the module k3s-config knows', async () => {
    const schema = (await loadInputs())['k3s'] as unknown as {
      properties: Record<'server' | 'agent', { properties: { config: Config } }>;
    };
    const { server, agent } = schema.properties;

    assert.deepEqual([...server.properties.config.knownKeys].sort(), [...flagsOf('server')].sort());
    const foreign = [...flagsOf('server')].filter(isServerOnly);
    assert.deepEqual([...(agent.properties.config.propertyNames?.not.enum ?? [])].sort(), foreign.sort());
    assert.deepEqual(
      [...agent.properties.config.knownKeys].sort(),
      [...new Set([...flagsOf('agent'), ...foreign])].sort(),
    );
  });
});

interface Config {
  readonly knownKeys: readonly string[];
  readonly propertyNames?: { readonly not: { readonly enum: readonly string[] } };
}
