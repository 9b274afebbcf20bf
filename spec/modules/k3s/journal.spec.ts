import assert from 'node:assert/strict';
import { CAUSES, findCause } from '../../../lib/modules/k3s/shared/causes/diagnosis.ts';
import { describeJournal } from '../../../lib/modules/k3s/shared/journal.ts';

/** Lines as K3s, its datastore driver and systemd log them. */
const LINES = [
  {
    kind: 'other-token',
    line: 'level=fatal msg="starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"',
    says: /another token/,
  },
  {
    kind: 'unknown-setting',
    line: 'level=fatal msg="flag provided but not defined: -tls-sann"',
    says: /"tls-sann"/,
  },
  {
    kind: 'local-files-newer',
    line: 'level=fatal msg="/var/lib/rancher/k3s/server/cred/passwd newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart"',
    says: /server\/cred\/passwd on this host is newer/,
  },
  {
    kind: 'node-password',
    line: 'level=error msg="Node password rejected, duplicate hostname or contents of \'/etc/rancher/node/password\' may not match server node-passwd entry"',
    says: /another password/,
  },
  {
    kind: 'node-password',
    line: 'level=error msg="unable to verify password for node w1: hash does not match"',
    says: /another password/,
  },
  {
    kind: 'other-ca',
    line: 'level=fatal msg="Error: token CA hash does not match the Cluster CA certificate hash: aa != bb"',
    says: /another cluster's CA/,
  },
  {
    kind: 'token-refused',
    line: 'level=error msg="failed to get CA certs: https://10.0.0.1:6443/v1-k3s/server-ca.crt: 401 Unauthorized"',
    says: /refused the token/,
  },
  {
    kind: 'database-login',
    line: 'level=error msg="error connecting: FATAL: password authentication failed for user "k3s" (SQLSTATE 28P01)"',
    says: /password of "k3s"/,
  },
  {
    kind: 'database-login',
    line: "Error 1045: Access denied for user 'k3s'@'10.0.0.11' (using password: YES)",
    says: /password of "k3s"/,
  },
  { kind: 'database-missing', line: 'pq: database "k3s" does not exist', says: /database "k3s"/ },
  {
    kind: 'database-missing',
    line: "ERROR 1049 (42000): Unknown database 'k3s'",
    says: /the database "k3s" does not exist/,
  },
  {
    kind: 'database-permission',
    line: 'ERROR: permission denied for schema public (SQLSTATE 42501)',
    says: /create tables/,
  },
  {
    kind: 'database-missing',
    line: 'level=fatal msg="starting kubernetes: building kine: pq: database \\"k3s\\" does not exist"',
    says: /the database "k3s" does not exist/,
  },
  {
    kind: 'database-login',
    line: 'level=error msg="building kine: FATAL: password authentication failed for user \\"k3s\\" (SQLSTATE 28P01)"',
    says: /password of "k3s"/,
  },
  {
    kind: 'database-permission',
    line: "Error 1044 (42000): Access denied for user 'k3s'@'10.0.0.11' to database 'k3s'",
    says: /create tables \("k3s"\)/,
  },
  {
    kind: 'database-hba',
    line: "Error 1130: Host '10.0.0.11' is not allowed to connect to this MariaDB server",
    says: /no one in from "10\.0\.0\.11"/,
  },
  {
    kind: 'database-hba',
    line: 'FATAL: no pg_hba.conf entry for host "10.0.0.11", user "k3s", database "k3s", SSL off',
    says: /"10\.0\.0\.11"/,
  },
  {
    kind: 'database-connections',
    line: 'FATAL: sorry, too many clients already (SQLSTATE 53300)',
    says: /no connection left/,
  },
  ...[
    'FATAL: remaining connection slots are reserved for non-replication superuser connections (SQLSTATE 53300)',
    'FATAL: too many connections for role "k3s" (SQLSTATE 53300)',
    'Error 1040: Too many connections',
    "Error 1226 (42000): User 'k3s' has exceeded the 'max_user_connections' resource (current value: 5)",
  ].map((line) => ({ kind: 'database-connections', line, says: /no connection left/ })),
  {
    kind: 'no-binary',
    line: 'k3s.service: Main process exited, code=exited, status=203/EXEC',
    says: /cannot be run/,
  },
  {
    kind: 'address-in-use',
    line: 'level=fatal msg="starting tls server: listen tcp :6443: bind: address already in use"',
    says: /holds :6443/,
  },
  {
    kind: 'unreachable',
    line: 'level=info msg="Failed to test data store connection: dial tcp 10.0.0.5:5432: connect: connection refused"',
    says: /^10\.0\.0\.5:5432 does not answer$/,
  },
  {
    kind: 'unreachable',
    line: 'level=error msg="dial tcp: lookup db.example.org on 10.0.0.1:53: no such host"',
    says: /^db\.example\.org does/,
  },
  {
    kind: 'unreachable',
    line: 'level=error msg="failed to get CA certs: Get \\"https://lb:6443/cacerts\\": dial tcp 10.0.0.9:6443: i/o timeout"',
    says: /^10\.0\.0\.9:6443 does/,
  },
  {
    kind: 'settings-differ',
    line: 'level=fatal msg="starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch between servers"',
    says: /has to be equal on all servers/,
  },
  {
    kind: 'clock',
    line: 'level=error msg="failed to get CA certs: Get \\"https://lb:6443/cacerts\\": x509: certificate has expired or is not yet valid: current time 2024-01-01T00:00:00Z is before 2026-05-01T10:00:00Z"',
    says: /clock of this host \(2024-01-01T00:00:00Z\)/,
  },
  {
    kind: 'certificate-expired',
    line: 'level=error msg="x509: certificate has expired or is not yet valid: current time 2027-01-01T00:00:00Z is after 2026-05-01T10:00:00Z"',
    says: /has expired/,
  },
  {
    kind: 'certificate-names',
    line: 'level=error msg="failed to validate connection to cluster at https://k3s.example.org:6443: failed to get CA certs: tls: failed to verify certificate: x509: certificate is valid for kubernetes, localhost, s1, not k3s.example.org"',
    says: /"k3s\.example\.org"/,
  },
  {
    kind: 'certificate-names',
    line: 'level=fatal msg="starting kubernetes: building kine: tls: failed to verify certificate: x509: cannot validate certificate for 10.0.0.5 because it doesn\'t contain any IP SANs"',
    says: /"10\.0\.0\.5"/,
  },
  {
    kind: 'certificate-names',
    line: 'level=fatal msg="x509: certificate is not valid for any names, but wanted to match db.example.org"',
    says: /"db\.example\.org"/,
  },
  {
    kind: 'certificate-authority',
    line: 'level=fatal msg="building kine: dialing: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    says: /authority that this host does not know/,
  },
  {
    kind: 'token-form',
    line: 'level=fatal msg="failed to normalize server token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>"',
    says: /no form/,
  },
  {
    kind: 'database-tls',
    line: 'level=error msg="building kine: pq: SSL is not enabled on the server"',
    says: /does not speak TLS/,
  },
  {
    kind: 'database-tls',
    line: 'ERROR 2026 (HY000): TLS/SSL error: SSL is required, but the server does not support it',
    says: /does not speak TLS/,
  },
  {
    kind: 'database-certificate',
    line: 'level=fatal msg="FATAL: connection requires a valid client certificate (SQLSTATE 28000)"',
    says: /client's certificate/,
  },
  {
    kind: 'database-certificate',
    line: 'level=warning msg="remote error: tls: bad certificate"',
    says: /client's certificate/,
  },
  {
    kind: 'database-full',
    line: 'level=error msg="etcdserver: mvcc: database space exceeded"',
    says: /etcd is full/,
  },
  {
    kind: 'no-default-route',
    line: 'level=fatal msg="no default routes found in \\"/proc/net/route\\" or \\"/proc/net/ipv6_route\\""',
    says: /no default route/,
  },
  {
    kind: 'no-default-route',
    line: 'level=error msg="Failed to get node IP: unable to select an IP from default routes."',
    says: /no default route/,
  },
  {
    kind: 'cgroups',
    line: 'level=fatal msg="failed to find memory cgroup (v2)"',
    says: /"memory"/,
  },
  {
    kind: 'cgroups',
    line: 'err="system validation failed - Following Cgroup subsystem not mounted: [memory]"',
    says: /"memory"/,
  },
  {
    kind: 'kernel-defaults',
    line: 'E0101 kubelet.go "Failed to start ContainerManager" err="[invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"',
    says: /vm\/overcommit_memory/,
  },
  {
    kind: 'snapshotter',
    line: 'level=fatal msg="\\"overlayfs\\" snapshotter cannot be enabled for \\"/var/lib/rancher/k3s/agent/containerd\\", try using \\"fuse-overlayfs\\" or \\"native\\": failed to mount overlay: invalid argument"',
    says: /\/var\/lib\/rancher\/k3s\/agent\/containerd/,
  },
  {
    kind: 'disk-full',
    line: 'level=fatal msg="open /var/lib/rancher/k3s/server/tls/x: no space left on device"',
    says: /disk of this host is full/,
  },
];

describe('findCause', () => {
  for (const { kind, line, says } of LINES) {
    it(`knows ${kind} in "${line.slice(0, 60)}…"`, () => {
      const cause = findCause(`level=info msg="Starting k3s"\n${line}\n`);

      assert.equal(cause?.kind, kind);
      assert.match(cause.message, says);
      assert.doesNotMatch(cause.message, /\$\d/);
      assert.notEqual(cause.hint, '');
      assert.equal(cause.evidence, line);
    });
  }

  it('has a line in this table for each cause', () => {
    assert.deepEqual(
      [...new Set(LINES.map(({ kind }) => kind))].sort(),
      CAUSES.map(({ kind }) => kind).sort(),
    );
  });

  it('takes the most telling of several', () => {
    const cause = findCause(`${LINES.at(-1)?.line ?? ''}\n${LINES[0]?.line ?? ''}`);

    assert.equal(cause?.kind, 'other-token');
  });

  it('finds none in the log of a server that does well', () => {
    const log = [
      'level=info msg="Starting k3s v1.30.4+k3s1 (98262b5d)"',
      'level=info msg="Database tables and indexes are up to date"',
      'level=info msg="Node token is available at /var/lib/rancher/k3s/server/token"',
      'level=info msg="k3s is up and running"',
      'Started k3s.service - Lightweight Kubernetes.',
    ].join('\n');

    assert.equal(findCause(log), undefined);
  });
});

describe('describeJournal', () => {
  it('says the cure of a passing cause', () => {
    const text = describeJournal('dial tcp 10.0.0.5:5432: connect: connection refused\n');

    assert.match(text, /^what to do: .*try it from this host.*\nlast lines of the journal:\ndial tcp/);
  });

  it('folds lines that differ in their time only', () => {
    const line = (second: number, text: string): string =>
      `time="2026-01-01T00:00:0${second}Z" level=error msg="${text}"`;

    assert.equal(
      describeJournal([line(1, 'a'), line(2, 'a'), line(3, 'a'), line(4, 'b')].join('\n')),
      ['last lines of the journal:', `${line(3, 'a')} (3 times)`, line(4, 'b')].join('\n'),
    );
  });

  it('leaves a lasting cause to the fault, and modules that are not there alone', () => {
    const text = describeJournal(
      'modprobe: FATAL: Module overlay not found in directory /lib\nflag provided but not defined: -x\n',
    );

    assert.equal(text, 'last lines of the journal:\nflag provided but not defined: -x');
  });
});
