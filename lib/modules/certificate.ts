import { isDeepStrictEqual } from 'node:util';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { readCertificate, sortNames, type CertificateState } from './shared/certificate.ts';
import { signOnHost } from './shared/certificate-signing.ts';
import { ownershipParams, planOwnership, predictOwnership } from './shared/ownership.ts';
import type { PathState } from './shared/path-state.ts';
import { readPath } from './shared/path.ts';
import { findMissingFolder, readTarget } from './shared/place-file.ts';
import { readKey, type KeyState } from './shared/private-key.ts';
import { change, PlanFault, predict, run, type Plan, type RunStep } from './step.ts';

const Params = t.Object(
  {
    path: t.Path({ description: 'Path of the certificate on the host. Its folder must exist.' }),
    key: t.Path({ description: 'Path of its private key on the host, such as `private-key` makes.' }),
    subject: t.Map(t.String({ description: 'Value.', pattern: '^[^\\n$#\\\\"]+$' }), {
      description: 'Whose it is: CN, O, OU, C, ST, L.',
      propertyNames: { pattern: '^(CN|O|OU|C|ST|L)$' },
    }),
    names: t.Array(t.String({ description: 'DNS name or address.', pattern: '^[A-Za-z0-9.:*_-]+$' }), {
      default: [],
      description: 'DNS names and addresses it is for.',
    }),
    days: t.Integer({ default: 365, minimum: 1, description: 'How long it is good, in days.' }),
    renew_before: t.Integer({
      default: 30,
      minimum: 0,
      description: 'How many days before its end it is made anew.',
    }),
    authority: t.Boolean({
      default: false,
      description: 'Whether it is that of an authority, which signs others.',
    }),
    usage: t.Array(t.OneOf(['server', 'client'], { description: 'A side of TLS.' }), {
      default: ['server', 'client'],
      description: 'What it is good for, unless it is that of an authority. Counts when it is made.',
    }),
    ca: t.Optional(
      t.Path({
        description: "Path of the authority's certificate on the host. Without it, it signs itself.",
      }),
    ),
    ca_key: t.Optional(t.Path({ description: "Path of the authority's private key on the host." })),
    mode: t.Mode({ default: '0644', description: 'Mode, such as "0644".' }),
    ...ownershipParams,
  },
  {
    allOf: [
      { if: { required: ['ca'] }, then: { required: ['ca_key'] } },
      { if: { required: ['ca_key'] }, then: { required: ['ca'] } },
    ],
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the certificate on the host.' }),
  days_left: t.Integer({ description: "Whole days to its end, by the host's clock." }),
});

type Reads = {
  readonly certificate: HostRead<CertificateState>;
  readonly key: HostRead<KeyState>;
  readonly file: HostRead<PathState>;
  readonly folder: HostRead<PathState>;
  readonly ca?: HostRead<PathState>;
  readonly caKey?: HostRead<KeyState>;
};

export const certificate = defineModule({
  name: 'certificate',
  summary:
    'Makes a certificate on the host, signed by itself or by an authority there, and anew before it ends.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'An authority',
      params: {
        path: '/etc/ssl/own/ca.crt',
        key: '/etc/ssl/own/ca.key',
        subject: { CN: 'Own authority' },
        authority: true,
        days: 3650,
        renew_before: 365,
      },
    },
    {
      title: 'A certificate of that authority',
      params: {
        path: '/etc/ssl/own/web.crt',
        key: '/etc/ssl/own/web.key',
        subject: { CN: 'web.example.org' },
        names: ['web.example.org', '10.0.0.11'],
        ca: '/etc/ssl/own/ca.crt',
        ca_key: '/etc/ssl/own/ca.key',
      },
    },
  ],
  reads: ({ params }): Reads => ({
    certificate: readCertificate({ path: params.path, authority: params.ca }),
    key: readKey(params.key),
    ...readTarget(params.path),
    ...(params.ca !== undefined && { ca: readPath(params.ca) }),
    ...(params.ca_key !== undefined && { caKey: readKey(params.ca_key) }),
  }),
  plan({ params, found }): Plan {
    const { path, days, renew_before: before } = params;
    if (before >= days) {
      return new PlanFault(
        `a certificate of ${days} days that is made anew ${before} days before its end never rests`,
        {
          hint: '"renew_before" must be less than "days"',
        },
      );
    }
    const missing =
      findMissingFolder(path, found.folder) ??
      findMissingKey(params.key, found.key) ??
      findMissingKey(params.ca_key ?? '', found.caKey) ??
      findMissingAuthority(params, found.ca);
    if (missing) return missing;
    const { file } = found;
    const due = listDue(params, found);
    if (due.length > 0) return [sign(params, { due, found })];
    if (file.kind !== 'file') return [];
    const withOwnership = (ownership: object): PathState => ({ ...file, ...ownership });
    return planOwnership(params, { path, state: file, withOwnership });
  },
  output: ({ params, found: { certificate: found } }) => ({
    path: params.path,
    days_left:
      found.kind !== 'certificate' || isUnknown(found.endDay) || isUnknown(found.day)
        ? new Unknown('known once it is made')
        : found.endDay - found.day,
  }),
});

interface Found {
  readonly certificate: CertificateState;
  readonly key: KeyState;
  readonly ca?: PathState;
}

/** Why it has to be made. Those that are Unknown may not come true. */
function listDue(params: Params, { certificate: found, key, ca }: Found): (string | Unknown)[] {
  if (found.kind !== 'certificate') return [found.kind === 'absent' ? 'absent' : 'no certificate'];
  const due: (string | Unknown)[] = [];
  const names = sortNames(params.names);
  const subject = listSubject(params);
  if (!isDeepStrictEqual(found.subject, subject)) due.push(`of ${found.subject.join(', ')}`);
  if (!isDeepStrictEqual(found.names, names)) due.push(`for ${found.names.join(', ') || 'no names'}`);
  if (found.isAuthority !== params.authority) due.push(found.isAuthority ? 'an authority' : 'no authority');
  if (key.kind === 'key' && found.publicKey !== key.publicKey) {
    if (isUnknown(found.publicKey)) return due;
    due.push(isUnknown(key.publicKey) ? key.publicKey : 'of another key');
  }
  if (!found.isSigned) due.push(params.ca === undefined ? 'signed by another' : 'of another authority');
  if (!isUnknown(found.endDay) && !isUnknown(found.day)) {
    const left = found.endDay - found.day;
    if (left <= params.renew_before) due.push(left < 0 ? 'ended' : `good for ${left} days`);
    // What an earlier task makes anew has signed nothing of what is there.
    if (ca?.kind === 'file' && isUnknown(ca.content)) due.push(ca.content);
  }
  return due;
}

function listSubject({ subject }: Params): string[] {
  return Object.entries(subject)
    .map(([name, value]) => `${name}=${value.trim()}`)
    .sort();
}

function sign(params: Params, { due, found }: { due: readonly (string | Unknown)[]; found: Found }): RunStep {
  const { path, days, key, ca, ca_key: caKey } = params;
  const certain = due.filter((reason) => !isUnknown(reason));
  const later = new Unknown('known once it is made');
  const ownership = predictOwnership(params, undefined);
  const names = sortNames(params.names);
  const to = `${listSubject(params).join(', ')}${names.length > 0 ? `, for ${names.join(', ')}` : ''}, ${days} days`;
  const after: CertificateState = {
    kind: 'certificate',
    subject: listSubject(params),
    names,
    isAuthority: params.authority,
    publicKey: found.key.kind === 'key' ? found.key.publicKey : later,
    isSigned: true,
    endDay: later,
    day: found.certificate.kind === 'certificate' ? found.certificate.day : later,
  };
  const authority = ca === undefined || caKey === undefined ? undefined : { certificate: ca, key: caKey };
  return run({
    change: change(`certificate ${path}`, (certain.length > 0 ? certain : due).map(String).join('; '), to),
    script: signOnHost({ ...params, key, names: params.names, isAuthority: params.authority, authority }),
    predicts: [
      predict<CertificateState>(readCertificate({ path, authority: ca }), after),
      predict<PathState>(readPath(path), {
        kind: 'file',
        ...ownership,
        size: later,
        sha256: later,
        content: later,
      }),
    ],
    ...(certain.length === 0 && { certain: false }),
  });
}

function findMissingKey(path: string, key: KeyState | undefined): PlanFault | undefined {
  switch (key?.kind) {
    case undefined:
    case 'key':
      return undefined;
    case 'absent':
      return new PlanFault(`there is no private key ${path} on the host`, {
        hint: `make it in a task before this one: private-key: { path: ${path} }`,
      });
    case 'toolless':
      return new PlanFault(`${path} cannot be looked at without openssl`, { hint: 'install it on the host' });
    case 'broken':
      return new PlanFault(`${path} is no private key that can be read: ${key.reason}`);
  }
}

function findMissingAuthority({ ca }: Params, file: PathState | undefined): PlanFault | undefined {
  if (file?.kind !== 'absent' || ca === undefined) return undefined;
  return new PlanFault(`there is no certificate ${ca} on the host`, {
    hint: 'make it in a task before this one',
  });
}
