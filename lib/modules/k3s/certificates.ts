import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import type { HostRead } from '../read.ts';
import { PlanFault, poll, type Plan } from '../step.ts';
import { isFor, readCertificates, type CertificatesFound } from './shared/certificates-read.ts';
import { dataDirParam } from './shared/data-dir.ts';

const Params = t.Object(
  {
    data_dir: dataDirParam,
    port: t.Optional(
      t.Integer({
        minimum: 1,
        maximum: 65_535,
        description: 'Port where a server shows its certificate. Without it none is asked for.',
      }),
    ),
    address: t.String({
      default: '127.0.0.1',
      minLength: 1,
      description: 'Address of the host where it does.',
    }),
    names: t.Array(t.String({ description: 'Name or address.' }), {
      default: [],
      description: 'What the certificate that is shown has to be for.',
    }),
    timeout: t.Optional(
      t.Integer({
        minimum: 1,
        description:
          'Longest wait, in seconds, for a certificate that is for all `names`. Without it what is missing is only told. Not waited for where the host has neither openssl nor curl 7.88 or newer to look with.',
      }),
    ),
  },
  { allOf: [{ if: { required: ['timeout'] }, then: { required: ['port'] } }] },
);
type Params = Static<typeof Params>;

const Certificate = t.Object({
  file: t.String({ description: 'Path on the host.' }),
  subject: t.String({ description: 'Whose it is.' }),
  days_left: t.Integer({ description: 'Whole days until it ends; negative once it has.' }),
});

const Result = t.Object({
  certificates: t.Array(Certificate, {
    description: 'The certificates, that which ends first before others.',
  }),
  days_left: t.Integer({ description: 'Days until the first of them ends, that which is shown included.' }),
  served: t.Boolean({ description: 'Whether the one that is shown could be looked at.' }),
  names: t.Array(t.String({ description: 'Name or address.' }), { description: 'What that one is for.' }),
  missing_names: t.Array(t.String({ description: 'Name or address.' }), {
    description: 'What it is not for, of the `names` asked about; none where it could not be looked at.',
  }),
});

export const k3sCertificates = defineModule({
  name: 'k3s-certificates',
  summary:
    "Reads the certificates of a server or an agent: how long they last, and what the server's is for.",
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'How long do they last?', params: {} },
    {
      title: 'Is the certificate of a server for the registration address?',
      params: { port: 6443, names: ['k3s.example.org', '10.0.0.100'] },
    },
    {
      title: 'Wait until it is, after a restart',
      params: { port: 6443, names: ['k3s.example.org'], timeout: 60 },
    },
  ],
  reads: ({ params }) => ({ certificates: read(params) }),
  plan({ params, found: { certificates } }): Plan {
    const [broken] = certificates.broken;
    if (broken !== undefined) return new PlanFault(`${broken} is no certificate`);
    if (certificates.files.length === 0) {
      return new PlanFault(`there are no certificates under ${params.data_dir}`, {
        hint: 'has K3s been started here? They are for root alone: become',
      });
    }
    const { timeout } = params;
    if (timeout === undefined || describeMissing(params, certificates) === undefined) return [];
    return [
      poll({
        what: `${placeOf(params)} shows a certificate for all names`,
        read: read(params),
        missing: (answer) => describeMissing(params, answer),
        intervalMs: 2000,
        timeoutMs: timeout * 1000,
        hint: HINT,
      }),
    ];
  },
  output({ params, found: { certificates } }) {
    const { files, served } = certificates;
    const all = [...files].sort((a, b) => a.daysLeft - b.daysLeft);
    return {
      certificates: all.map(({ file, subject, daysLeft }) => ({ file, subject, days_left: daysLeft })),
      days_left: findSoonest(certificates),
      served: served !== null,
      names: [...(served?.names ?? [])],
      missing_names: listMissing(params, certificates),
    };
  },
});

const HINT =
  'K3s takes in the names of tls-san as it starts. See that no file of /etc/rancher/k3s/config.yaml.d says tls-san ' +
  'too, and restart k3s; where that does not help, stop it, run "k3s certificate rotate" and start it';

function placeOf({ address, port }: Params): string | undefined {
  if (port === undefined) return undefined;
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function read(params: Params): HostRead<CertificatesFound> {
  return readCertificates(params.data_dir, placeOf(params));
}

function listMissing({ names }: Params, { served }: CertificatesFound): string[] {
  return served === null ? [] : names.filter((name) => !isFor(served, name));
}

function describeMissing(params: Params, found: CertificatesFound): string | undefined {
  if (found.blind) return undefined;
  if (found.served === null) return 'nothing answers';
  const missing = listMissing(params, found);
  if (missing.length === 0) return undefined;
  return `it is not for ${missing.join(', ')}, but for ${found.served.names.join(', ')}`;
}

function findSoonest({ files, served }: CertificatesFound): number {
  const all = [...files, ...(served ? [served] : [])].map(({ daysLeft }) => daysLeft);
  return all.length === 0 ? 0 : Math.min(...all);
}
