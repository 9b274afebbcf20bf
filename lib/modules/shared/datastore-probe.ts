import { isIP } from 'node:net';
import { sh, type Script } from '../../connection/sh.ts';
import { hostRead, type HostRead } from '../read.ts';
import { describeTarget, digestRemote, type Engine, type Remote, type Target } from './endpoint.ts';
import { linesOf } from './lines.ts';

/** How one address of a datastore answers from a host. */
export interface Probe {
  readonly target: Target;
  /** How long a TCP connection takes; undefined where there was none. */
  readonly connectMs: number | undefined;
  /** Why the handshake failed; undefined where it did not, or was not wanted. */
  readonly tlsFault: string | undefined;
}

/** `unable` says what the host lacks. */
export type Probes =
  | { readonly kind: 'probed'; readonly probes: readonly Probe[] }
  | { readonly kind: 'unable'; readonly reason: string };

const ATTEMPT_S = 5;

/**
 * Connects to each address with the host's own curl and, where TLS is wanted, makes a handshake with openssl as
 * K3s will: with the same authority, the same certificate, and the name or address verified. Nobody logs in.
 */
export function probeDatastore(remote: Remote): HostRead<Probes> {
  const { targets, engine } = remote.endpoint;
  const wantsTls = remote.ca !== undefined;
  const tools = wantsTls ? ['curl', 'openssl'] : ['curl'];
  const scripts = targets.flatMap((target) => [
    connectOnce(target),
    ...(wantsTls ? [shakeHands(target, engine, remote)] : []),
  ]);
  return hostRead<Probes>({
    key: `datastore-probe:${digestRemote(remote)}`,
    staleAfter: 'at-once',
    timeoutMs: 60_000,
    script: sh.lines(
      sh`for tool in ${tools}; do command -v $tool >/dev/null || { echo lacks $tool; exit 0; }; done`,
      ...scripts,
    ),
    parse(output) {
      const lines = linesOf(output);
      if (lines.has('lacks')) {
        return { kind: 'unable', reason: `asking the datastore takes ${lines.first('lacks')} on the host` };
      }
      const probes = targets.map((target, index) => {
        const [named = 0, connected = 0] = (lines.all('time')[index] ?? '').split(' ').map(Number);
        const said = lines.all('tls')[index];
        return {
          target,
          connectMs: connected > 0 ? Math.round((connected - named) * 10_000) / 10 : undefined,
          tlsFault: said === 'ok' ? undefined : said,
        };
      });
      return { kind: 'probed', probes };
    },
  });
}

/** Any protocol will do: curl says how long the connection took, and the other side hangs up. */
function connectOnce(target: Target): Script {
  const words = ['-s', '-o', '/dev/null', '--noproxy', '*', '--connect-timeout', ATTEMPT_S];
  const form = '%{time_namelookup} %{time_connect}';
  return sh`echo "time $(LC_ALL=C curl ${words} --max-time ${ATTEMPT_S + 1} -w ${form} ${`http://${describeTarget(target)}/`} </dev/null)"`;
}

const STARTTLS: Readonly<Record<Engine, readonly string[]>> = {
  postgres: ['-starttls', 'postgres'],
  mysql: ['-starttls', 'mysql'],
  etcd: [],
};

/** A client certificate that is refused is told after the handshake: the connection stays open for a second. */
function shakeHands(target: Target, engine: Engine, { ca = '', cert, key }: Remote): Script {
  const own = cert === undefined ? [] : ['-cert', cert, '-key', key ?? ''];
  const name =
    isIP(target.host) === 0
      ? ['-verify_hostname', target.host, '-servername', target.host]
      : ['-verify_ip', target.host];
  const words = ['-connect', describeTarget(target), ...STARTTLS[engine], '-CAfile', ca, ...own, ...name];
  return sh`said=$(sleep ${cert === undefined ? 0 : 1} | openssl s_client ${words} -verify_return_error 2>&1)
case $said in
*'Verify return code: 0 (ok)'*) fault=$(printf '%s\n' "$said" | grep -m 1 'alert') ;;
*) fault=$(printf '%s\n' "$said" | grep -m 1 -e '^verify error:' -e 'alert' -e 'error:' -e '^connect:' || echo 'no TLS') ;;
esac
[ -n "$fault" ] || fault=ok
echo "tls $fault"`;
}
