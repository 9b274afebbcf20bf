import { holdsSecret, reveal, revealAll, Secret } from '../core/secret.ts';
import { findUnknown, isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule, type Predicted } from './define.ts';
import {
  describeCommand,
  isUnguarded,
  planCommand,
  readCommand,
  type Command,
  type CommandEnd,
} from './shared/command.ts';
import { HEADER_NAME } from './shared/fetching.ts';
import { guardParams, hasGuard } from './shared/guards.ts';
import { exchange, parseHead } from './shared/http-exchange.ts';
import { PlanFault } from './step.ts';

const Params = t.Object(
  {
    url: t.ScriptText({ description: 'What is asked, over http or https.' }),
    method: t.OneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], {
      default: 'GET',
      description: 'Method of the request.',
    }),
    headers: t.Map(t.ScriptText({ description: 'Value of the header.' }), {
      description: 'Headers of the request.',
      default: {},
      propertyNames: { pattern: HEADER_NAME },
    }),
    body: t.Optional(t.Text({ description: 'Body of the request, as it is.' })),
    json: t.Optional(
      t.Value({ description: 'Body of the request, sent as JSON with the header that says so.' }),
    ),
    username: t.Optional(t.String({ description: 'Who logs in.', pattern: '^[^:\\n]+$' })),
    password: t.Optional(t.Secret({ description: 'Password of who logs in.' })),
    status: t.Optional(
      t.List(t.Integer({ minimum: 100, maximum: 599, description: 'HTTP status.' }), {
        description: 'HTTP statuses that are a success. Default: 200 to 299.',
      }),
    ),
    follow: t.Boolean({
      default: true,
      description: 'Whether GET and HEAD go where an answer sends them. Other methods never do.',
    }),
    ca: t.Optional(
      t.Path({ description: 'File on the host with certificates to trust instead of those of the system.' }),
    ),
    insecure: t.Boolean({ default: false, description: 'Whether any certificate will do.' }),
    timeout: t.Number({ default: 30, minimum: 1, description: 'Longest wait for the answer, in seconds.' }),
    readonly: t.Optional(
      t.Boolean({
        description:
          'Whether the request only looks. It is made in check mode too then, and never counts as a change. Default: GET and HEAD without guards do.',
      }),
    ),
    ...guardParams,
  },
  {
    shorthand: 'url',
    allOf: [
      { if: { required: ['body'] }, then: { properties: { json: false } } },
      { if: { required: ['password'] }, then: { required: ['username'] } },
      {
        if: { required: ['readonly'], properties: { readonly: { const: true } } },
        then: { properties: { creates: false, removes: false, unless: false, only_if: false } },
      },
    ],
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  rc: t.Integer({
    description: "0 for a success, 22 for another status, else curl's exit code. 0 where it was not due.",
  }),
  status: t.Integer({ description: 'HTTP status of the answer; 0 where there was none.' }),
  headers: t.Map(t.String({ description: 'Value; several of one name with commas between.' }), {
    description: 'Headers of the answer, by their names in lower case.',
  }),
  body: t.String({ description: 'Body of the answer as text, without its last line end.' }),
  json: t.Any({ description: 'What the body says, where it is JSON; else null.' }),
  stderr: t.String({ description: 'Why it is no success; "" where it is one.' }),
});
type Result = Static<typeof Result>;

export const httpRequest = defineModule({
  name: 'http-request',
  summary: 'Makes an HTTP request from the host.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Ask for something', params: { url: 'https://example.org/api/version' } },
    {
      title: 'Make something where it is not there yet',
      params: {
        url: 'http://127.0.0.1:3000/api/teams',
        method: 'POST',
        headers: { Authorization: 'Bearer {{ token }}' },
        json: { name: 'ops' },
        status: [200, 409],
        unless: 'curl -fsS http://127.0.0.1:3000/api/teams/ops',
      },
    },
    {
      title: 'Look by a method that could change something',
      params: {
        url: 'http://127.0.0.1:9090/graphql',
        method: 'POST',
        json: { query: '{ up }' },
        readonly: true,
      },
    },
  ],
  reads: ({ params }) => {
    const request = commandOf(params);
    return request instanceof Unknown || request instanceof PlanFault ? {} : readCommand(request);
  },
  plan({ params, found }) {
    const request = commandOf(params);
    return request instanceof Unknown || request instanceof PlanFault ? request : planCommand(request, found);
  },
  output: ({ params, found, ran, pending }) => describeAnswer(params, { found, ran, pending }),
  isUnguarded: ({ params }) => isUnguarded({ ...params, readonly: onlyLooks(params) }),
  show: ({ rc, status }) =>
    rc === 0 && typeof status === 'number' && status > 0 ? `status ${status}` : undefined,
});

/** A request is a command of ours: guards, check mode and exit codes are those of `command`. */
function commandOf(params: Params): Command | Unknown | PlanFault {
  const { method, headers, json, body, url, status: statuses, ...rest } = params;
  if (!/^https?:\/\/[^\s/]/.test(reveal(url)))
    return new PlanFault('"url" must begin with http:// or https://');
  const unknown = findUnknown(json) ?? (isUnknown(body) ? body : undefined);
  if (unknown) return unknown;
  const typed = json === undefined ? headers : { 'Content-Type': 'application/json', ...headers };
  const sent = json === undefined ? body : bodyOf(json);
  const { creates, removes, unless } = params;
  const guards = { creates, removes, unless, only_if: params.only_if };
  return {
    ...guards,
    text: exchange({ ...rest, url, method, headers: typed, statuses, hasBody: sent !== undefined }),
    nature: 'text',
    label: url instanceof Secret ? `${method} of a URL that is secret` : `${method} ${url}`,
    readonly: onlyLooks(params),
    stdin: isUnknown(sent) ? undefined : sent,
  };
}

function onlyLooks(params: Params): boolean {
  const { method } = params;
  return params.readonly ?? ((method === 'GET' || method === 'HEAD') && !hasGuard(params));
}

function bodyOf(json: unknown): string | Secret {
  const text = JSON.stringify(revealAll(json));
  return holdsSecret(json) ? new Secret(text) : text;
}

function describeAnswer({ status: wanted }: Params, end: CommandEnd): Predicted<Result> {
  const { rc, stdout: body, stderr } = describeCommand(end);
  if (isUnknown(rc) || isUnknown(body) || isUnknown(stderr)) {
    const why = new Unknown('the request has not been made');
    return { rc: why, status: why, headers: why, body: why, json: why, stderr: why };
  }
  const { status, headers, error } = parseHead(stderr);
  const wrong = `the answer has status ${status}, not ${wanted?.join(' or ') ?? '2xx'}: ${body.slice(0, 200)}`;
  return {
    rc,
    status,
    headers,
    body,
    json: parseJson(body),
    stderr: rc === 0 ? '' : status === 0 || error !== '' ? error : wrong,
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
