import { sh } from '../../connection/sh.ts';
import { reveal, Secret } from '../../core/secret.ts';
import { isUnknown, type Unknown } from '../../core/unknown.ts';
import { t, type Static, type Text } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import type { Facts } from '../facts.ts';
import { decodeText } from '../shared/file-content.ts';
import type { PathState } from '../shared/path-state.ts';
import { readPath } from '../shared/path.ts';
import { planFile, readTarget } from '../shared/place-file.ts';
import { change, PlanFault, predict, run, type Plan } from '../step.ts';
import { listNoProxy, readNetworks } from './shared/no-proxy.ts';
import { serviceOf } from './shared/unit-file.ts';

const Params = t.Object({
  role: t.OneOf(['server', 'agent'], { description: 'What the host is.' }),
  http: t.Optional(
    t.Text({ description: 'Proxy for HTTP, such as "http://user:password@10.0.0.1:3128"; "" is none.' }),
  ),
  https: t.Optional(t.Text({ description: 'Proxy for HTTPS; "" is none.' })),
  no_proxy: t.Array(t.String({ description: 'Name, address or network.' }), {
    default: [],
    description: 'What is reached without the proxy, beside what is added here.',
  }),
  inside: t.Array(t.String({ description: 'Network.' }), {
    default: ['10.42.0.0/16', '10.43.0.0/16'],
    description: 'Networks of pods and services. They are reached without the proxy.',
  }),
  hosts: t.Array(t.String({ description: 'Name or address.' }), {
    default: [],
    description:
      'All hosts of the cluster: they are reached without the proxy. Those in a network of this host are covered by that network.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the file.' }),
  no_proxy: t.Array(t.String({ description: 'Name, address or network.' }), {
    description: 'What K3s reaches without the proxy; empty where there is none.',
  }),
});

const OURS = /^(HTTP_PROXY|HTTPS_PROXY|NO_PROXY)=/;

/** The unit reads the file when K3s starts; it outlives K3s's own installer, unlike the unit's `.env`. */
export const k3sProxy = defineModule({
  name: 'k3s-proxy',
  summary: 'Keeps the HTTP proxy of K3s and its containers in the file that the unit reads.',
  params: Params,
  result: Result,
  examples: [
    {
      title: 'A server behind a proxy',
      params: {
        role: 'server',
        https: 'http://10.0.0.1:3128',
        no_proxy: ['.example.org'],
        hosts: ['10.0.0.11', '10.0.0.12'],
      },
    },
    { title: 'No proxy any more', params: { role: 'server' } },
  ],
  reads: ({ params, facts }) => ({ ...readTarget(pathOf(params, facts)), networks: readNetworks() }),
  plan({ params, facts, found }): Plan {
    const path = pathOf(params, facts);
    const { content: bytes } = found.file.kind === 'file' ? found.file : { content: Buffer.from('') };
    if (isUnknown(bytes)) return bytes;
    const present = bytes && decodeText(bytes);
    if (present === undefined) return new PlanFault(`${path} is no text that can be read`);
    const lines = present.split('\n').filter((line) => line !== '');
    const others = lines.filter((line) => !OURS.test(line));
    const ours = listVariables(params, found.networks);
    if (isUnknown(ours)) return ours;
    if (ours.length === 0 && others.length === lines.length) return [];
    if (ours.length === 0 && others.length === 0) return [remove(path)];
    const content = new Secret([...others, ...ours].map((line) => `${line}\n`).join(''));
    return planFile({ path, content, mode: '0600', owner: 'root', group: 'root' }, found);
  },
  output: ({ params, facts, found }) => ({
    path: pathOf(params, facts),
    no_proxy: hasProxy(params) ? [...listExceptions(params, found.networks)] : [],
  }),
});

function pathOf({ role }: Params, { os }: Facts): string {
  const folder = ['redhat', 'suse'].includes(os.family) ? '/etc/sysconfig' : '/etc/default';
  return `${folder}/${serviceOf(role)}`;
}

function hasProxy({ http, https }: Params): boolean {
  return isSet(http) || isSet(https);
}

function isSet(value: Text | undefined): boolean {
  return value !== undefined && (isUnknown(value) || reveal(value) !== '');
}

function listExceptions(
  { no_proxy: given, inside, hosts }: Params,
  own: readonly string[],
): readonly string[] {
  return listNoProxy({ given, inside, hosts, own });
}

/** The lines of systemd's EnvironmentFile, or why they cannot be known. */
function listVariables(params: Params, own: readonly string[]): string[] | Unknown {
  if (!hasProxy(params)) return [];
  const lines: string[] = [];
  for (const [name, value] of [
    ['HTTP_PROXY', params.http],
    ['HTTPS_PROXY', params.https],
    ['NO_PROXY', listExceptions(params, own).join(',')],
  ] as const) {
    if (value === undefined || !isSet(value)) continue;
    if (isUnknown(value)) return value;
    lines.push(`${name}="${escape(value)}"`);
  }
  return lines;
}

function escape(value: string | Secret): string {
  return reveal(value).replace(/["\\]/g, (each) => `\\${each}`);
}

function remove(path: string) {
  return run({
    change: change(path, 'file', 'absent'),
    script: sh`rm -f -- ${path}`,
    predicts: [predict<PathState>(readPath(path), { kind: 'absent' })],
  });
}
