import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { k3sCertificates } from '../../../lib/modules/k3s/certificates.ts';
import {
  isFor,
  readCertificates,
  type CertificateFound,
  type CertificatesFound,
} from '../../../lib/modules/k3s/shared/certificates-read.ts';
import { isSteps } from '../../../lib/modules/step.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { describeModule } from '../../support/describe-module.ts';
import { ask } from '../../support/step-taking.ts';
import { dash } from '../../support/shells.ts';
import { withFolder } from '../../support/temporary-folder.ts';

/** For kubernetes, K3s.example.org, 10.0.0.21 and fd00::21, until 2027-11-23 or so. */
const PEM = `-----BEGIN CERTIFICATE-----
MIIByjCCAW+gAwIBAgIUH8ST+ZzuxgQATxczaa+X/E7tZ7gwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOa3ViZS1hcGlzZXJ2ZXIwHhcNMjYxMTIzMDUzNTQ4WhcNMjcx
MTIzMDUzNTQ4WjAZMRcwFQYDVQQDDA5rdWJlLWFwaXNlcnZlcjBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABEkhhs7+mulmOzBus9i29e1iJSj6K2eW3JF+ykPP6Pxq
Wkm++F1W/A/gkyeyfkkrYUaG/gFVvWO2MQQgs6b3vSKjgZQwgZEwHQYDVR0OBBYE
FOO4gQDcbmPwjS386rffyBoI4AOUMB8GA1UdIwQYMBaAFOO4gQDcbmPwjS386rff
yBoI4AOUMA8GA1UdEwEB/wQFMAMBAf8wPgYDVR0RBDcwNYIKa3ViZXJuZXRlc4IP
SzNzLmV4YW1wbGUub3JnhwQKAAAVhxD9AAAAAAAAAAAAAAAAAAAhMAoGCCqGSM49
BAMCA0kAMEYCIQDqOYmWtOaDyfyCyqDmxYhvopiadevqMePhYF8pzakrwwIhAP6B
pOKd++RJzRyIST4SgMksudQSN42byDmdKcqbImgI
-----END CERTIFICATE-----`;
const ENDS_S = 1826948148;

const apiserver: CertificateFound = {
  file: '/d/server/tls/serving-kube-apiserver.crt',
  subject: 'CN=kube-apiserver',
  names: ['kubernetes', 'k3s.example.org', '10.0.0.21', 'fd00:0:0:0:0:0:0:21'],
  daysLeft: 300,
  pem: PEM,
};
const client: CertificateFound = {
  ...apiserver,
  file: '/d/agent/client-kubelet.crt',
  subject: 'CN=x',
  daysLeft: 200,
};
const served: CertificateFound = { ...apiserver, file: '', daysLeft: 12 };

const all: CertificatesFound = { files: [apiserver], served: null, blind: false, broken: [] };
const grown: CertificateFound = { ...served, names: [...served.names, '10.0.0.100'] };

describeModule(k3sCertificates, {
  inSync: [
    {
      title: 'certificates, that which ends first before others',
      params: { data_dir: '/d' },
      found: { certificates: { files: [apiserver, client], served: null, blind: false, broken: [] } },
      result: {
        certificates: [
          { file: client.file, subject: 'CN=x', days_left: 200 },
          { file: apiserver.file, subject: 'CN=kube-apiserver', days_left: 300 },
        ],
        days_left: 200,
        served: false,
        names: [],
        missing_names: [],
      },
    },
    {
      title: 'one that is for what is waited for',
      params: { port: 6443, names: ['10.0.0.100', 'kubernetes'], timeout: 60 },
      found: { certificates: { ...all, served: grown } },
    },
    {
      title: 'one that a host cannot look at, however long that is waited for',
      params: { port: 6443, names: ['10.0.0.100'], timeout: 60 },
      found: { certificates: { ...all, blind: true } },
    },
    {
      title: 'what the one that is shown lacks',
      params: {
        port: 6443,
        names: ['k3s.EXAMPLE.org', '10.0.0.21', 'fd00::21', '10.0.0.100', 'lb.example.org'],
      },
      found: { certificates: { files: [apiserver], served, blind: false, broken: [] } },
      result: {
        certificates: [{ file: apiserver.file, subject: 'CN=kube-apiserver', days_left: 300 }],
        days_left: 12,
        served: true,
        names: [...apiserver.names],
        missing_names: ['10.0.0.100', 'lb.example.org'],
      },
    },
  ],
  drift: [
    {
      title: 'a certificate that is not yet for a name',
      params: { port: 6443, address: 'fd00::21', names: ['k3s.example.org', '10.0.0.100'], timeout: 60 },
      found: { certificates: { ...all, served } },
      steps: [{ what: '[fd00::21]:6443 shows a certificate for all names' }],
      after: { certificates: { ...all, served: grown } },
    },
    {
      title: 'a port where nothing answers yet',
      params: { port: 6443, timeout: 60 },
      found: { certificates: all },
      steps: [{ what: '127.0.0.1:6443 shows a certificate for all names' }],
      after: { certificates: { ...all, served } },
    },
  ],
  faults: [
    {
      title: 'a host where K3s has never started',
      params: {},
      found: { certificates: { files: [], served: null, blind: false, broken: [] } },
      message: /no certificates under \/var\/lib\/rancher\/k3s \(has K3s been started here\?/,
    },
    {
      title: 'a file that is none',
      params: {},
      found: { certificates: { files: [apiserver], served: null, blind: false, broken: ['/d/x.crt'] } },
      message: /\/d\/x\.crt is no certificate/,
    },
  ],
  invalid: [
    { title: 'a relative folder', params: { data_dir: 'x' }, message: /data_dir/ },
    { title: 'a wait for what nobody asks', params: { timeout: 60 }, message: /port/ },
  ],
});

describe('k3s-certificates, waiting', () => {
  const params = {
    data_dir: '/d',
    address: '127.0.0.1',
    port: 6443,
    names: ['x', 'kubernetes'],
    timeout: 60,
  };
  const plan = k3sCertificates.plan({ params, facts: {} as never, found: { certificates: all } });
  const [step] = isSteps(plan) ? plan : [];

  it('says what the certificate lacks and what it has, and what to do', () => {
    assert.ok(step?.kind === 'poll');
    assert.equal(step.missing(all), 'nothing answers');
    assert.equal(
      step.missing({ ...all, served }),
      'it is not for x, but for kubernetes, k3s.example.org, 10.0.0.21, fd00:0:0:0:0:0:0:21',
    );
    assert.match(
      step.hint ?? '',
      /tls-san .*restart k3s; .*stop it, run "k3s certificate rotate" and start it/,
    );
  });
});

describe('readCertificates', () => {
  const parse = (stdout: string) =>
    readCertificates('/d', '127.0.0.1:6443').parse({
      code: 0,
      stdout: Buffer.from(stdout),
      stderr: Buffer.from(''),
      truncated: false,
      durationMs: 1,
    });

  it('reads the first certificate of each file, its names and its days', () => {
    const now = ENDS_S - 86_400 * 300 - 5;

    const found = parse(
      `now ${now}\nfile ${apiserver.file}\n${PEM}\n${PEM}\nfile /d/x.crt\nrubbish\n\nserved\nCONNECTED\n${PEM}\nmore\nend\n`,
    );

    assert.deepEqual(found, {
      files: [apiserver],
      served: { ...apiserver, file: '' },
      blind: false,
      broken: ['/d/x.crt'],
    });
  });

  it('tells a port that shows nothing from a host that cannot look', () => {
    const shown = (text: string) => parse(`now 1\nfile /f\n${PEM}\n\nserved\n${text}\nend\n`);

    assert.deepEqual([shown('').served, shown('').blind], [null, false]);
    assert.deepEqual([shown('\nanswered').served, shown('\nanswered').blind], [null, true]);
    assert.equal(shown(`${PEM}\nanswered`).blind, false);
  });

  it('counts below zero once a certificate has ended', () => {
    assert.equal(parse(`now ${ENDS_S + 10}\nfile /f\n${PEM}\n\nserved\n\nend\n`).files[0]?.daysLeft, -1);
  });

  it('refuses an answer that is not whole', () => {
    assert.throws(() => parse('now 1\nfile /f\n'), /cannot read the certificates of K3s/);
  });

  it('asks a real port, and finds files in a folder with a space and a quote', async () => {
    const pair = await makeCertificate();
    const server = createServer(pair, (_, response) => response.end('pong'));
    await promisify((done: () => void) => server.listen(0, '127.0.0.1', done))();
    try {
      await withFolder(async (folder) => {
        const data = join(folder, "it's here");
        mkdirSync(join(data, 'server', 'tls'), { recursive: true });
        writeFileSync(join(data, 'server', 'tls', 'a.crt'), pair.cert);

        const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
        const found = await ask(readCertificates(data, place), dash);

        assert.deepEqual(
          found.files.map(({ file, daysLeft }) => [file, daysLeft]),
          [[join(data, 'server', 'tls', 'a.crt'), 0]],
        );
        assert.deepEqual(found.served?.names, ['127.0.0.1']);
      });
    } finally {
      server.close();
    }
  });

  it('accepts what a client would', () => {
    for (const name of ['kubernetes', 'K3S.example.org', '10.0.0.21', 'fd00:0::21'])
      assert.ok(isFor(apiserver, name), name);
    for (const name of ['x.k3s.example.org', '10.0.0.22', '*.example.org'])
      assert.ok(!isFor(apiserver, name), name);
    assert.ok(isFor({ ...apiserver, names: ['*.example.org'] }, '*.example.org'));
  });
});
