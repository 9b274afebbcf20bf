import assert from 'node:assert/strict';
import { parseEtcdEndpoint } from '../../../lib/lab/k3s-double/datastore/etcd/endpoint.ts';

function parse(endpoint: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  return parseEtcdEndpoint({ endpoint, caFile: '', certFile: '', keyFile: '', ...files }).urls;
}

describe('parseEtcdEndpoint', () => {
  it('parts members by commas', () => {
    assert.deepEqual(parse('https://10.0.0.1:2379,https://e2.example.org:2379/,http://[fd00::3]:2379'), [
      'https://10.0.0.1:2379',
      'https://e2.example.org:2379',
      'http://[fd00::3]:2379',
    ]);
  });

  for (const endpoint of [
    'https://a:2379, https://b:2379',
    'https://a:2379,',
    'https://a:2379,b:2379',
    'https://a:x',
  ]) {
    it(`refuses ${JSON.stringify(endpoint)}`, () => {
      assert.throws(() => parse(endpoint), /not the URL of an etcd member/);
    });
  }

  it('wants certificate and key together', () => {
    assert.throws(
      () => parse('https://a:2379', { certFile: '/c' }),
      /^Error: KeyFile and CertFile must both be present\[key: , cert: \/c\]$/,
    );
  });

  it('names a file that is not there', () => {
    assert.throws(
      () => parse('https://a:2379', { caFile: '/nowhere/ca.crt' }),
      /^Error: open \/nowhere\/ca\.crt: no such file or directory$/,
    );
  });
});
