import { messageOf } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { Facts } from './facts.ts';
import type { Read } from './read.ts';
import { HEADER_NAME } from './shared/fetching.ts';
import type { Readiness } from './shared/readiness.ts';
import { readCommand, readEvidence } from './shared/ready-command.ts';
import { readPort, readPortFromHere } from './shared/ready-port.ts';
import { readUrl, readUrlFromHere } from './shared/ready-url.ts';
import { PlanFault, poll } from './step.ts';

const Params = t.Object(
  {
    port: t.Optional(
      t.Integer({ description: 'TCP port that must take connections.', minimum: 1, maximum: 65_535 }),
    ),
    host: t.Optional(
      t.String({
        description:
          'Name or address the port is on. Default is the host itself: 127.0.0.1, or from here its address.',
        minLength: 1,
      }),
    ),
    url: t.Optional(t.String({ description: 'URL that must answer.', pattern: '^https?://[^\\s]+$' })),
    status: t.Optional(
      t.Array(t.Integer({ description: 'HTTP status.' }), {
        description: 'HTTP statuses that will do. Default is 200 alone.',
        minItems: 1,
      }),
    ),
    body: t.Optional(t.String({ description: 'JavaScript regular expression that the body must match.' })),
    ca: t.Optional(
      t.String({
        description:
          'Certificates to trust instead of those of the system: PEM text, or the path of a file, on the side that asks.',
        pattern: '^/|-----BEGIN CERTIFICATE-----',
      }),
    ),
    insecure: t.Optional(t.Boolean({ description: 'Whether any certificate will do.' })),
    headers: t.Optional(
      t.Map(t.ScriptText({ description: 'Value of the header.' }), {
        description: 'Headers of the request.',
        propertyNames: { pattern: HEADER_NAME },
      }),
    ),
    command: t.Optional(t.ScriptText({ description: 'Shell text that only looks, and must exit 0.' })),
    from: t.OneOf(['host', 'here'], {
      description: 'Who asks: the host, or this machine. A command runs on the host.',
      default: 'host',
    }),
    timeout: t.Number({ description: 'How long to wait, in seconds.', default: 300, minimum: 1 }),
    interval: t.Number({ description: 'Pause between two attempts, in seconds.', default: 2, minimum: 0.1 }),
    evidence: t.Optional(
      t.ScriptText({
        description:
          'Shell text that only looks, run on the host once the time is up; its output goes into the message.',
      }),
    ),
  },
  {
    exactlyOne: ['port', 'url', 'command'],
    allOf: [
      { if: { required: ['host'] }, then: { required: ['port'] } },
      ...['status', 'body', 'ca', 'insecure', 'headers'].map((name) => ({
        if: { required: [name] },
        then: { required: ['url'] },
      })),
      {
        if: { required: ['command'] },
        then: { properties: { from: { const: 'host' } } },
      },
    ],
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  status: t.Integer({ description: 'HTTP status of the answer; 0 where no URL was asked.' }),
  body: t.String({ description: 'Body of the answer; "" where no URL was asked.' }),
});

export const waitForReady = defineModule({
  name: 'wait-for-ready',
  summary: 'Waits until a port, a URL or a command answers as it should.',
  params: Params,
  result: Result,
  examples: [
    { title: 'Wait for a database', params: { port: 5432, host: '10.0.0.5', timeout: 60 } },
    {
      title: 'Wait for the API of K3s, which asks for credentials once it is up',
      params: {
        url: 'https://127.0.0.1:6443/livez',
        status: [200, 401],
        ca: '/var/lib/rancher/k3s/server/tls/server-ca.crt',
        evidence: 'journalctl -u k3s -n 20 --no-pager',
      },
    },
    { title: 'Wait for a node', params: { command: 'k3s kubectl get --raw /readyz', interval: 5 } },
  ],
  reads: ({ params, facts }) => ({ readiness: readReadiness(params, facts) }),
  plan({ params, facts, found }) {
    const fault = findBadPattern(params);
    if (fault) return fault;
    if (found.readiness.kind === 'ready') return [];
    if (found.readiness.kind === 'unable') return new Unknown(found.readiness.reason);
    return [
      poll<Readiness>({
        what: describeWhat(params),
        read: readReadiness(params, facts),
        missing: (answer) =>
          answer.kind === 'ready' ? undefined : answer.kind === 'unable' ? answer.reason : answer.missing,
        hopeless: (answer) => (answer.kind === 'unable' ? new PlanFault(answer.reason) : undefined),
        intervalMs: params.interval * 1000,
        timeoutMs: params.timeout * 1000,
        evidence: params.evidence === undefined ? undefined : readEvidence(params.evidence),
      }),
    ];
  },
  output: ({ found: { readiness } }) => {
    if (readiness.kind === 'ready') return { status: readiness.status ?? 0, body: readiness.body ?? '' };
    const why = new Unknown('it is not ready yet');
    return { status: why, body: why };
  },
});

function readReadiness(params: Params, facts: Facts): Read<Readiness> {
  const { port, url, command, from } = params;
  const here = from === 'here';
  if (port !== undefined) {
    const target = { port, host: params.host ?? (here ? facts.address : '127.0.0.1') };
    return here ? readPortFromHere(target) : readPort(target);
  }
  if (url === undefined) return readCommand(command ?? '', params.timeout * 1000);
  const { status, headers = {}, ca, insecure = false } = params;
  const wanted = { url, statuses: status ?? [200], body: compilePattern(params), headers, ca, insecure };
  return here ? readUrlFromHere(wanted) : readUrl(wanted);
}

/** The pattern, or one that matches nothing where it is none; `plan` says so then. */
function compilePattern({ body }: Params): RegExp | undefined {
  if (body === undefined) return undefined;
  try {
    return new RegExp(body);
  } catch {
    return /$^/;
  }
}

function findBadPattern({ body = '' }: Params): PlanFault | undefined {
  try {
    new RegExp(body);
    return undefined;
  } catch (cause) {
    return new PlanFault(messageOf(cause), { hint: '"body" is a regular expression of JavaScript' });
  }
}

function describeWhat({ port, host, url, command }: Params): string {
  if (url !== undefined) return `${url} answers`;
  if (port !== undefined) return `port ${port}${host === undefined ? '' : ` of ${host}`} answers`;
  if (command instanceof Secret) return 'a command that holds a secret succeeds';
  return `"${command?.trim().split('\n')[0] ?? ''}" succeeds`;
}
