import { t } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { PlanFault } from '../step.ts';
import { isFor, readCertificates, type CertificatesFound } from './shared/certificates-read.ts';
import { dataDirParam } from './shared/data-dir.ts';

const Params = t.Object({
  data_dir: dataDirParam,
  port: t.Optional(
    t.Integer({
      minimum: 1,
      maximum: 65_535,
      description: 'Port of the host where a server shows its certificate. Without it none is asked for.',
    }),
  ),
  names: t.Array(t.String({ description: 'Name or address.' }), {
    default: [],
    description: 'What the certificate that is shown has to be for.',
  }),
});

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
  ],
  reads: ({ params }) => ({ certificates: readCertificates(params.data_dir, params.port) }),
  plan({ params, found: { certificates } }) {
    const [broken] = certificates.broken;
    if (broken !== undefined) return new PlanFault(`${broken} is no certificate`);
    if (certificates.files.length > 0) return [];
    return new PlanFault(`there are no certificates under ${params.data_dir}`, {
      hint: 'has K3s been started here? They are for root alone: become',
    });
  },
  output({ params, found: { certificates } }) {
    const { files, served } = certificates;
    const all = [...files].sort((a, b) => a.daysLeft - b.daysLeft);
    return {
      certificates: all.map(({ file, subject, daysLeft }) => ({ file, subject, days_left: daysLeft })),
      days_left: findSoonest(certificates),
      served: served !== null,
      names: [...(served?.names ?? [])],
      missing_names: served === null ? [] : params.names.filter((name) => !isFor(served, name)),
    };
  },
});

function findSoonest({ files, served }: CertificatesFound): number {
  const all = [...files, ...(served ? [served] : [])].map(({ daysLeft }) => daysLeft);
  return all.length === 0 ? 0 : Math.min(...all);
}
