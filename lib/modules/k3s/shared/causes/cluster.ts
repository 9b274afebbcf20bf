import type { Cause } from './cause.ts';

/** What a K3s ends at that does not fit its cluster: tokens, settings, names, certificates. Most telling first. */
export const CLUSTER_CAUSES: readonly Cause[] = [
  {
    kind: 'other-token',
    pattern: /bootstrap data already found and encrypted with different token/,
    message: 'the database belongs to a cluster with another token',
    hint: "use that cluster's token, or an empty database; the database itself was not changed",
    lasting: true,
  },
  {
    kind: 'unknown-setting',
    pattern: /flag provided but not defined: -([\w-]+)/,
    message: 'this K3s does not know the setting "$1"',
    hint: 'see `k3s server --help` or `k3s agent --help` of this release; take the setting out of the config',
    lasting: true,
  },
  {
    kind: 'settings-differ',
    pattern: /critical configuration value mismatch[^\n"]*/,
    message: 'a setting that has to be equal on all servers differs on this one',
    hint: 'write it in k3s.server.config of the group server; `k3play validate` names the setting and the hosts',
    lasting: true,
  },
  {
    kind: 'local-files-newer',
    pattern: /(\S+) newer than datastore and could cause a cluster outage/,
    message: 'the file $1 on this host is newer than what the database holds',
    hint: 'after a restore of the database: move that file away and start again',
    lasting: true,
  },
  {
    kind: 'node-password',
    pattern: /Node password rejected|unable to verify password for node/i,
    message: 'the cluster knows a node of this name with another password',
    hint: 'delete the old node (k3s kubectl delete node NAME), or give this host another node-name',
    lasting: true,
  },
  {
    kind: 'other-ca',
    pattern: /token CA hash does not match/i,
    message: "the token was made by another cluster's CA",
    hint: 'read the token anew from a server of the cluster that `server` leads to',
    lasting: true,
  },
  {
    kind: 'clock',
    pattern: /x509: certificate has expired or is not yet valid: current time (\S+) is before/,
    message: 'by the clock of this host ($1) a certificate is not valid yet',
    hint: 'compare `date -u` on all nodes, set up time synchronisation (chrony, systemd-timesyncd), start K3s again',
    lasting: true,
  },
  {
    kind: 'certificate-expired',
    pattern: /x509: certificate has expired/,
    message: 'a certificate has expired',
    hint: 'K3s renews its own when it starts and its clock is right: restart the servers, then this node; that of a datastore has to be issued anew',
    lasting: true,
  },
  {
    kind: 'certificate-names',
    pattern:
      /x509: (?:certificate is (?:valid for|not valid for any names)[^\n]*?(?:, not |but wanted to match )|cannot validate certificate for )([^\s"]+)/,
    message: 'the certificate that is shown under "$1" does not carry this name',
    hint: 'of a server: add the name to k3s.registration.names and run servers.yml; of a datastore: its certificate needs the name or address that the endpoint dials',
    lasting: true,
  },
  {
    kind: 'certificate-authority',
    pattern: /x509: certificate signed by unknown authority|x509: certificate is not trusted/,
    message: 'a certificate comes from an authority that this host does not know',
    hint: "of a datastore: give its CA (datastore-cafile); of the registration address: does it lead to this cluster's servers, without ending TLS on the way?",
    lasting: true,
  },
  {
    kind: 'token-form',
    pattern: /failed to normalize (?:server )?token|invalid token (?:format|CA hash length)/i,
    message: 'the token is of no form that K3s knows',
    hint: 'a token is a password alone, or K10<hash of the CA>::<user>:<password> as servers write it',
    lasting: true,
  },
  {
    kind: 'token-refused',
    pattern:
      /failed to (?:get CA certs|validate connection|retrieve configuration)[^\n]*(?:401|not authorized|Unauthorized)/i,
    message: 'the cluster refused the token',
    hint: "compare the token with the server's /var/lib/rancher/k3s/server/token",
    lasting: true,
  },
];
