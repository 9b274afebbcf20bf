import type { Cause } from './cause.ts';

/** What a server ends at that its datastore refuses. Most telling first. */
export const DATASTORE_CAUSES: readonly Cause[] = [
  {
    kind: 'database-permission',
    pattern:
      /permission denied for (?:schema|database|table) (\S+)|Access denied for user \S+ to database '([^']+)'/,
    message: 'the user of datastore-endpoint may not create tables ("$1")',
    hint: 'make it the owner of the database (PostgreSQL), or grant it all privileges on it (MySQL, which says so too where there is no such database)',
    lasting: true,
  },
  {
    kind: 'database-login',
    pattern: /password authentication failed for user "?([^"\s]+)"?|Access denied for user '(.+?)'@/,
    message: 'the database refused the password of "$1"',
    hint: 'compare the password in datastore-endpoint with that of the user; MySQL says so too of a user that it wants from another host or by TLS',
    lasting: true,
  },
  {
    kind: 'database-missing',
    pattern: /database "([^"]+)" does not exist|Unknown database '([^']+)'/,
    message: 'the database "$1" does not exist',
    hint: 'create it, owned by the role that K3s logs in as',
    lasting: true,
  },
  {
    kind: 'database-hba',
    pattern: /no pg_hba\.conf entry for host "?([^",]+)"?|Host '([^']+)' is not allowed to connect/,
    message: 'the database server lets no one in from "$1"',
    hint: 'add this host to pg_hba.conf of the database server and reload it (PostgreSQL), or make the user for this host (MySQL)',
    lasting: true,
  },
  {
    kind: 'database-tls',
    pattern:
      /SSL is not enabled on the server|server refused TLS connection|server does not support (?:TLS|SSL|it)/i,
    message: 'the database server does not speak TLS, which the endpoint asks for',
    hint: 'turn TLS on in the database server, or leave datastore-cafile and sslmode out',
    lasting: true,
  },
  {
    kind: 'database-certificate',
    pattern: /tls: (?:certificate required|bad certificate)|connection requires a valid client certificate/,
    message: "the other side wants a client's certificate and got none that it trusts",
    hint: 'give datastore-certfile and datastore-keyfile, issued by the authority that the datastore trusts',
    lasting: true,
  },
  {
    kind: 'database-full',
    pattern: /mvcc: database space exceeded/,
    message: 'etcd is full and takes no more writes',
    hint: 'compact and defragment it, raise quota-backend-bytes, then `etcdctl alarm disarm`',
    lasting: true,
  },
  {
    kind: 'database-connections',
    pattern:
      /too many clients already|too many connections|remaining connection slots are reserved|exceeded the 'max_user_connections'/i,
    message: 'the database server has no connection left',
    hint: 'raise max_connections of the database server, or the limit of the user or database where the line names one; each K3s server takes about fifty',
    lasting: false,
  },
];
