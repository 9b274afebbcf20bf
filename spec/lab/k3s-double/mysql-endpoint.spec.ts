import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMysqlEndpoint } from '../../../lib/lab/k3s-double/datastore/mysql/endpoint.ts';
import { Authority, type Files } from '../../support/authority.ts';

const NONE = { caFile: '', certFile: '', keyFile: '' };

describe('parseMysqlEndpoint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'double-mysql-'));
  const made: Files[] = [];

  before(async () => {
    made.push(await (await Authority.create(folder, 'ca')).issue({ name: 'k3s' }));
  });

  after(() => rmSync(folder, { recursive: true }));

  it("is root's database kubernetes on the local socket when nothing is said", () => {
    assert.deepEqual(parseMysqlEndpoint({ endpoint: 'mysql://', ...NONE }), {
      user: 'root',
      password: '',
      address: { network: 'unix', path: '/var/run/mysqld/mysqld.sock' },
      database: 'kubernetes',
      tls: [false],
    });
  });

  it('is on 127.0.0.1 when only certificates are given', () => {
    const endpoint = parseMysqlEndpoint({ endpoint: 'mysql://', ...NONE, caFile: made[0]?.ca ?? '' });

    assert.deepEqual(endpoint.address, { network: 'tcp', host: '127.0.0.1', port: 3306 });
  });

  const choices = [
    ['', [false]],
    ['?tls=true', [{ files: {}, isVerified: true }]],
    ['?tls=skip-verify', [{ files: {}, isVerified: false }]],
    ['?tls=preferred', [{ files: {}, isVerified: false }, false]],
  ] as const;
  for (const [parameters, tls] of choices) {
    it(`tries ${JSON.stringify(tls)} for ${JSON.stringify(parameters)}`, () => {
      const { tls: read } = parseMysqlEndpoint({ endpoint: `mysql://u:p@tcp(h)/d${parameters}`, ...NONE });

      assert.deepEqual(read, tls);
    });
  }

  for (const parameters of ['', '?tls=false', '?tls=skip-verify']) {
    it(`verifies by the files that are given, in spite of ${JSON.stringify(parameters)}`, () => {
      const [files] = made;
      assert.ok(files);
      const settings = {
        endpoint: `mysql://u:p@tcp(h)/d${parameters}`,
        caFile: files.ca,
        certFile: files.cert,
      };

      const { tls } = parseMysqlEndpoint({ ...settings, keyFile: files.key });

      const [ca, cert, key] = [files.ca, files.cert, files.key].map((file) => readFileSync(file, 'utf8'));
      assert.deepEqual(tls, [{ files: { ca, cert, key }, isVerified: true }]);
    });
  }
});
