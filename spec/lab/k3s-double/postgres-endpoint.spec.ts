import assert from 'node:assert/strict';
import { parseEndpoint, type Endpoint } from '../../../lib/lab/k3s-double/datastore/postgres/endpoint.ts';

function parse(endpoint: string): Endpoint {
  return parseEndpoint({ endpoint, caFile: '', certFile: '', keyFile: '' });
}

describe('parseEndpoint', () => {
  it("decodes each part and lowers the database's name", () => {
    const parts = { ...parse('postgres://us%40er:p%2Fw%3A@db.example.org:6000/My-K3s'), tls: [] };

    assert.deepEqual(parts, {
      host: 'db.example.org',
      port: 6000,
      user: 'us@er',
      password: 'p/w:',
      database: 'my-k3s',
      tls: [],
    });
  });

  it('knows the defaults', () => {
    const parts = { ...parse('postgres://'), tls: [] };

    assert.deepEqual(parts, {
      host: 'localhost',
      port: 5432,
      user: 'postgres',
      password: 'postgres',
      database: 'kubernetes',
      tls: [],
    });
  });

  it('takes an IPv6 address', () => {
    assert.equal(parse('postgresql://u@[fd00::1]:5432/k').host, 'fd00::1');
  });

  const modes = [
    ['', [{ rejectUnauthorized: false }, false]],
    ['?sslmode=disable', [false]],
    ['?sslmode=require', [{ rejectUnauthorized: false }]],
    ['?sslmode=verify-full', [{}]],
  ] as const;
  for (const [query, tls] of modes) {
    it(`tries ${JSON.stringify(tls)} for ${JSON.stringify(query)}`, () => {
      assert.deepEqual(parse(`postgres://u:p@h/d${query}`).tls, tls);
    });
  }

  for (const endpoint of ['postgres://u:se cret@h:port/d', 'postgres://u:se%cret@h/d']) {
    it(`does not show ${endpoint}, which it cannot read`, () => {
      assert.throws(
        () => parse(endpoint),
        ({ message }: Error) => /failed to parse DSN/.test(message) && !message.includes('cret'),
      );
    });
  }

  it("names a file that is not there, in Go's words", () => {
    const endpoint = 'postgres://u:p@h/d?sslrootcert=/nowhere/ca.crt';

    assert.throws(
      () => parse(endpoint),
      /building kine: open \/nowhere\/ca\.crt: no such file or directory$/,
    );
  });
});
