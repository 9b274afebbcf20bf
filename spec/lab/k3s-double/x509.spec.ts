import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkServerName,
  describeTlsFailure,
  NameMismatch,
} from '../../../lib/lab/k3s-double/datastore/x509.ts';
import { Authority } from '../../support/authority.ts';

describe('checkServerName', () => {
  const folder = mkdtempSync(join(tmpdir(), 'double-x509-'));
  const certificates: Record<string, X509Certificate> = {};

  before(async () => {
    const authority = await Authority.create(folder, 'ca');
    const leaves = { full: ['db.example.org', '10.0.0.1', 'fd00::1'], names: ['db.example.org'], common: [] };
    for (const [name, sans] of Object.entries(leaves)) {
      const { cert } = await authority.issue({ name, sans });
      certificates[name] = new X509Certificate(readFileSync(cert));
    }
  });

  after(() => rmSync(folder, { recursive: true }));

  const cases = [
    ['full', 'db.example.org', undefined],
    ['full', '10.0.0.1', undefined],
    ['full', 'fd00::1', undefined],
    ['full', '10.0.0.2', /^certificate is valid for 10\.0\.0\.1, .*, not 10\.0\.0\.2$/],
    ['full', 'db2.example.org', /^certificate is valid for db\.example\.org, not db2\.example\.org$/],
    [
      'names',
      '10.0.0.1',
      /^cannot validate certificate for 10\.0\.0\.1 because it doesn't contain any IP SANs$/,
    ],
    ['common', 'common', /^certificate relies on legacy Common Name field, use SANs instead$/],
    ['common', 'other', /^certificate is not valid for any names, but wanted to match other$/],
  ] as const;
  for (const [name, host, words] of cases) {
    it(`${words ? 'refuses' : 'takes'} ${host} for a certificate with ${name}`, () => {
      const certificate = certificates[name];
      assert.ok(certificate);

      const refusal = checkServerName(host, certificate);

      if (words === undefined) assert.equal(refusal, undefined);
      else assert.match(refusal?.message ?? '', words);
    });
  }
});

describe('describeTlsFailure', () => {
  const failures = [
    ...[
      'self-signed certificate in certificate chain',
      'unable to get local issuer certificate',
      'unable to verify the first certificate',
    ].map(
      (message) =>
        [
          new Error(message),
          'tls: failed to verify certificate: x509: certificate signed by unknown authority',
        ] as const,
    ),
    [
      new Error('certificate has expired'),
      'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
    ],
    [
      new NameMismatch('certificate is valid for a, not b'),
      'tls: failed to verify certificate: x509: certificate is valid for a, not b',
    ],
    [
      new Error('0:error:...:tlsv13 alert certificate required:SSL alert number 116\n'),
      'remote error: tls: certificate required',
    ],
    [
      new Error('0:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:'),
      'tls: first record does not look like a TLS handshake',
    ],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), undefined],
  ] as const;
  for (const [error, words] of failures) {
    it(`says ${words ?? 'nothing'} of ${JSON.stringify(error.message)}`, () => {
      assert.equal(describeTlsFailure(error), words);
    });
  }
});
