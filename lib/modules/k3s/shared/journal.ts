import { sh } from '../../../connection/sh.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';

/** A known end of K3s, in plain words. */
export interface Cause {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly message: string;
  readonly hint: string;
  /** True where trying again cannot help: what is wrong is in the settings or in the data. */
  readonly lasting: boolean;
}

/** The ends that people meet, most telling first: one failure may log several of them. */
export const CAUSES: readonly Cause[] = [
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
    kind: 'token-refused',
    pattern:
      /failed to (?:get CA certs|validate connection|retrieve configuration)[^\n]*(?:401|not authorized|Unauthorized)/i,
    message: 'the cluster refused the token',
    hint: "compare the token with the server's /var/lib/rancher/k3s/server/token",
    lasting: true,
  },
  {
    kind: 'database-login',
    pattern: /password authentication failed for user "?([^"\s]+)"?|Access denied for user '?([^'\s]+)'?/,
    message: 'the database refused the password of "$1"',
    hint: 'compare the password in datastore-endpoint with the role of the database server',
    lasting: true,
  },
  {
    kind: 'database-missing',
    pattern: /database "([^"]+)" does not exist/,
    message: 'the database "$1" does not exist',
    hint: 'create it, owned by the role that K3s logs in as',
    lasting: true,
  },
  {
    kind: 'database-permission',
    pattern: /permission denied for (?:schema|database|table) (\S+)/,
    message: 'the role of datastore-endpoint may not create tables ("$1")',
    hint: 'make the role the owner of the database',
    lasting: true,
  },
  {
    kind: 'database-hba',
    pattern: /no pg_hba\.conf entry for host "?([^",]+)"?/,
    message: 'the database server lets no one in from "$1"',
    hint: 'add this host to pg_hba.conf of the database server and reload it',
    lasting: true,
  },
  {
    kind: 'database-connections',
    pattern: /too many clients already|Too many connections|remaining connection slots are reserved/,
    message: 'the database server has no connection left',
    hint: 'raise max_connections of the database server',
    lasting: false,
  },
  {
    kind: 'no-binary',
    pattern: /status=203\/EXEC/,
    message: 'the k3s binary of the unit cannot be run',
    hint: 'is it there, executable, and for the architecture of this host? k3s-binary installs it',
    lasting: true,
  },
  {
    kind: 'address-in-use',
    pattern: /listen tcp (\S+): bind: address already in use/,
    message: 'another program holds $1',
    hint: 'stop it (ss -ltnp names it), or give K3s another port',
    lasting: true,
  },
  {
    kind: 'unreachable',
    pattern:
      /(?:dial tcp(?:: lookup)?|failed to connect to) (\S+?):? [^\n]*(?:connection refused|i\/o timeout|no route to host|no such host)/,
    message: '$1 does not answer',
    hint: 'it is what datastore-endpoint or, on an agent, server leads to: try it from this host; is a firewall between?',
    lasting: false,
  },
];

export interface FoundCause {
  readonly kind: string;
  readonly message: string;
  readonly hint: string;
  readonly lasting: boolean;
}

/** The most telling known cause in a text of log lines. */
export function findCause(text: string): FoundCause | undefined {
  for (const { kind, pattern, message, hint, lasting } of CAUSES) {
    const match = pattern.exec(text);
    if (!match) continue;
    const name = match.slice(1).find((group: string | undefined) => group !== undefined) ?? '';
    return { kind, message: message.replace('$1', name), hint, lasting };
  }
  return undefined;
}

/** The journal's last lines, for when a wait is over. */
export function readJournal(unit: string): HostRead<string> {
  return hostRead({
    key: `k3s-journal:${unit}`,
    script: sh`journalctl --unit=${unit} --lines=20 --no-pager --output=cat 2>&1 || :`,
    parse: (output) => describeJournal(textOf(output)),
  });
}

/**
 * A lasting cause is told by the fault that ends the wait; of a passing one the wait tells the cause only, so
 * its cure is said here. The unit tries to load modules that a kernel may have built in: that is no news.
 */
export function describeJournal(text: string): string {
  const lines = foldRepeats(
    text
      .trimEnd()
      .split('\n')
      .filter((line) => !MODPROBE.test(line)),
  );
  const cause = findCause(text);
  const cure = cause && !cause.lasting ? [`what to do: ${cause.hint}`] : [];
  return [...cure, 'last lines of the journal:', ...lines].join('\n');
}

const MODPROBE = /^modprobe: FATAL: Module (br_netfilter|overlay) /;

/** One line for several in a row that differ in their time only. */
function foldRepeats(lines: readonly string[]): string[] {
  const bare = (line: string | undefined): string | undefined => line?.replace(/^time="[^"]*" /, '');
  const folded: string[] = [];
  let times = 1;
  for (const [index, line] of lines.entries()) {
    if (bare(line) === bare(lines[index + 1])) {
      times += 1;
      continue;
    }
    folded.push(times === 1 ? line : `${line} (${times} times)`);
    times = 1;
  }
  return folded;
}
