import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import {
  createAuthorities,
  isStillGood,
  issueCertificate,
  type Authorities,
} from '../../../lib/lab/k3s-double/certificates.ts';
import { decrypt, encrypt } from '../../../lib/lab/k3s-double/datastore/bootstrap.ts';

describe('issueCertificate', () => {
  let authorities: Authorities;

  before(async () => {
    authorities = await createAuthorities();
  });

  it('signs names and addresses', async () => {
    const sans = ['localhost', '127.0.0.1', '::1', 'fd00::1'];

    const { certificate, key } = await issueCertificate(authorities.server, { commonName: 'x', sans });

    const leaf = new X509Certificate(certificate);
    assert.equal(leaf.checkHost('localhost'), 'localhost');
    for (const address of sans.slice(1)) assert.equal(leaf.checkIP(address), address);
    assert.ok(leaf.verify(new X509Certificate(authorities.server.certificate).publicKey));
    assert.match(key, /^-----BEGIN PRIVATE KEY-----/);
  });

  it('is good for just its names and its authority', async () => {
    const sans = ['localhost', '::1'];
    const { certificate } = await issueCertificate(authorities.server, { commonName: 'x', sans });

    assert.equal(isStillGood(certificate, authorities.server, ['::1', 'localhost']), true);
    assert.equal(isStillGood(certificate, authorities.server, ['localhost']), false);
    assert.equal(isStillGood(certificate, authorities.server, [...sans, 'lb']), false);
    assert.equal(isStillGood(certificate, authorities.client, sans), false);
  });

  it('names a client and its group', async () => {
    const admin = { commonName: 'system:admin', organization: 'system:masters' };

    const { certificate } = await issueCertificate(authorities.client, admin);

    assert.equal(new X509Certificate(certificate).subject, 'CN=system:admin\nO=system:masters');
    assert.equal(isStillGood(certificate, authorities.client, []), true);
  });
});

describe('encrypt', () => {
  it('is undone by decrypt with the same password only', () => {
    const sealed = encrypt('the key', 'password');

    assert.equal(decrypt(sealed, 'password'), 'the key');
    assert.doesNotMatch(sealed, /the key/);
    assert.throws(() => decrypt(sealed, 'other'));
  });
});
