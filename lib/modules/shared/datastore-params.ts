import { reveal, type Secret } from '../../core/secret.ts';
import { t } from '../../schema/build.ts';
import { NOWHERE, parseEndpoint, type Remote, type TlsFiles } from './endpoint.ts';

/** A datastore in K3s's own form, as `k3s-endpoint` makes it. */
export const endpointParam = t.Secret({
  description: "The datastore in K3s's form: what k3s-endpoint makes.",
});

export const filesParam = t.Object(
  {
    ca: t.Optional(
      t.Path({
        description: 'Certificate of the authority. It makes the connection TLS where the address does not.',
      }),
    ),
    cert: t.Optional(t.Path({ description: 'Client certificate.' })),
    key: t.Optional(t.Path({ description: 'Its key.' })),
  },
  { description: 'Files on the hosts that connect, where the datastore is spoken to over TLS.', default: {} },
);

/** An endpoint that cannot be read leads nowhere: `k3s-endpoint` refuses it first. */
export function remoteOf({ endpoint, files }: { endpoint: Secret | string; files: TlsFiles }): Remote {
  const parsed = parseEndpoint(reveal(endpoint));
  return { endpoint: typeof parsed === 'string' ? NOWHERE : parsed, ...files };
}
