import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { issueCertificates, type Certificates } from '../../lib/secrets/certificates.ts';

const NAMES = ['db1', 'db2', '10.0.0.11', 'fd00::12', 'localhost', '127.0.0.1', '::1'];
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** Texts by name, and certificates issued from them on a day counted from now. */
function createIssuer(texts = new Map<string, string>()) {
  const store = {
    read: (name: string) => texts.get(name),
    write: (name: string, text: string) => void texts.set(name, text),
  };
  const issue = ({ names = NAMES, client = 'k3s', afterMs = 0 } = {}): Certificates =>
    issueCertificates(
      'app.tls',
      { names, server: 'datastore', client },
      { store, nowMs: Date.now() + afterMs },
    );
  return { texts, issue };
}

function daysOf(pem: string): number {
  return Math.round((Date.parse(new X509Certificate(pem).validTo) - Date.now()) / DAY_MS);
}

/** What a server and a client that ask for one another's certificate come to. */
async function shakeHands(serving: Certificates, asking: Certificates, servername: string): Promise<string> {
  const server = createServer({
    ca: serving.ca,
    cert: serving.cert,
    key: serving.key.reveal(),
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.end(String(socket.getPeerCertificate().subject.CN));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    ...(servername !== '127.0.0.1' && { servername }),
    ca: asking.ca,
    cert: asking.client_cert,
    key: asking.client_key.reveal(),
  });
  try {
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    return bytes.toString();
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('issueCertificates', () => {
  it('makes an authority, and certificates of it for the servers and for their clients', () => {
    const made = createIssuer().issue();

    const [ca, cert, client] = [made.ca, made.cert, made.client_cert].map((pem) => new X509Certificate(pem));
    assert.ok(ca && cert && client);
    assert.ok(ca.ca && ca.verify(ca.publicKey));
    assert.deepEqual(
      [ca.subject, cert.subject, client.subject],
      ['CN=k3play app.tls', 'CN=datastore', 'CN=k3s'],
    );
    for (const leaf of [cert, client])
      assert.ok(!leaf.ca && leaf.verify(ca.publicKey) && leaf.checkIssued(ca));
    assert.deepEqual([made.ca, made.cert, made.client_cert].map(daysOf), [3650, 825, 825]);
    const [serverAuth, clientAuth] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
    assert.deepEqual([cert.keyUsage, client.keyUsage], [[serverAuth, clientAuth], [clientAuth]]);
  });

  it('lets server and client know one another by each of the names and addresses', async () => {
    const made = createIssuer().issue();

    for (const name of ['127.0.0.1', 'db1', 'db2', 'localhost']) {
      assert.equal(await shakeHands(made, made, name), 'k3s');
    }
    const cert = new X509Certificate(made.cert);
    for (const address of ['10.0.0.11', 'fd00::12', '::1']) assert.ok(cert.checkIP(address), address);
    await assert.rejects(shakeHands(made, made, 'db3'), /altnames/);
    await assert.rejects(shakeHands(made, createIssuer().issue(), 'db1'), /certificate/);
  });

  it('gives the same again, whatever the order of the names', () => {
    const { issue } = createIssuer();

    assert.deepEqual(unveil(issue({ names: [...NAMES].reverse() })), unveil(issue()));
  });

  it('keeps keys of six names', () => {
    const { texts, issue } = createIssuer();
    issue();

    assert.deepEqual(
      [...texts.keys()].sort(),
      ['ca', 'ca_key', 'cert', 'client_cert', 'client_key', 'key'].map((part) => `app.tls.${part}`),
    );
  });

  /** Which parts are made anew. */
  const renewals: Readonly<
    Record<
      string,
      readonly [later: Parameters<ReturnType<typeof createIssuer>['issue']>[0], anew: readonly string[]]
    >
  > = {
    'nothing while a third of each life is left': [{ afterMs: 540 * DAY_MS }, []],
    'both certificates when less than a third of their lives is left': [
      { afterMs: 560 * DAY_MS },
      ['cert', 'key', 'client_cert', 'client_key'],
    ],
    "the server's for a name more": [{ names: [...NAMES, 'db3'] }, ['cert', 'key']],
    "the server's for a name less": [{ names: NAMES.slice(1) }, ['cert', 'key']],
    "the client's for another client": [{ client: 'other' }, ['client_cert', 'client_key']],
  };
  for (const [what, [later, anew]] of Object.entries(renewals)) {
    it(`issues anew ${what}, and keeps the authority`, async () => {
      const { issue } = createIssuer();
      const first = issue();

      const second = issue(later);

      const [before, after] = [unveil(first), unveil(second)];
      const changed = Object.keys(after).filter((part) => before[part] !== after[part]);
      assert.deepEqual(
        changed,
        anew.toSorted((a, b) => Object.keys(after).indexOf(a) - Object.keys(after).indexOf(b)),
      );
      if (later?.afterMs === undefined) assert.match(await shakeHands(second, first, 'db2'), /^(k3s|other)$/);
    });
  }

  it('gives the authority a new certificate for its key when less than a third of its life is left', () => {
    const { texts, issue } = createIssuer();
    const first = issue();
    const key = texts.get('app.tls.ca_key');

    const late = issue({ afterMs: 7 * YEAR_MS });

    assert.notEqual(late.ca, first.ca);
    assert.equal(texts.get('app.tls.ca_key'), key);
    assert.ok(new X509Certificate(first.cert).checkIssued(new X509Certificate(late.ca)));
    assert.ok(new X509Certificate(late.cert).checkIssued(new X509Certificate(first.ca)));
  });

  it('issues anew what is damaged or of another authority', () => {
    const { texts, issue } = createIssuer();
    const first = issue();
    const other = createIssuer().issue();
    texts.set('app.tls.cert', 'no certificate');
    texts.set('app.tls.client_cert', other.client_cert);
    texts.set('app.tls.client_key', other.client_key.reveal());

    const second = issue();

    const ca = new X509Certificate(first.ca);
    assert.equal(second.ca, first.ca);
    for (const pem of [second.cert, second.client_cert])
      assert.ok(new X509Certificate(pem).verify(ca.publicKey));
  });

  for (const part of ['ca', 'ca_key']) {
    it(`refuses to replace an authority whose ${part} is missing or damaged`, () => {
      for (const damage of ['', undefined]) {
        const { texts, issue } = createIssuer();
        issue();
        if (damage === undefined) texts.delete(`app.tls.${part}`);
        else texts.set(`app.tls.${part}`, damage);

        assert.throws(issue, (error: unknown) => {
          assert.ok(error instanceof DiagnosticsError);
          assert.deepEqual(
            error.diagnostics.map(({ code }) => code),
            ['secrets/not-a-certificate'],
          );
          return true;
        });
      }
    });
  }
});

function unveil(made: Certificates): Readonly<Record<string, string>> {
  return { ...made, key: made.key.reveal(), client_key: made.client_key.reveal() };
}
