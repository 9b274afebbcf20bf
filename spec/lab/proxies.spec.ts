import assert from 'node:assert/strict';
import { parseSubnet } from '../../lib/lab/address.ts';
import { renderAptProxies, renderEnvironment, replaceLoopback } from '../../lib/lab/proxies.ts';

describe('replaceLoopback', () => {
  for (const [url, expected] of [
    ['http://127.0.0.1:3142', 'http://198.18.0.1:3142'],
    ['"http://user:word@localhost/"', '"http://user:word@198.18.0.1/"'],
    ['https://localhost', 'https://198.18.0.1'],
    ['http://localhost.example.org:3128', 'http://localhost.example.org:3128'],
    ['http://proxy.example.org/127.0.0.1', 'http://proxy.example.org/127.0.0.1'],
  ] as const) {
    it(`turns ${url} into ${expected}`, () => {
      assert.equal(replaceLoopback(url, '198.18.0.1'), expected);
    });
  }
});

describe('renderEnvironment', () => {
  const subnet = parseSubnet('198.18.0.0/24');
  assert.ok(subnet);

  it('names the proxies, and what of the lab goes without them', () => {
    assert.equal(
      renderEnvironment({ http: 'http://localhost:8080', none: 'example.org' }, subnet),
      'http_proxy=http://198.18.0.1:8080\nno_proxy=example.org,localhost,127.0.0.1,198.18.0.0/24\n',
    );
  });

  it('keeps a password out of a file that everybody reads; apt gets it in one that only root reads', () => {
    const proxies = { https: 'http://user:canary@proxy.example.org:3128' };

    assert.equal(renderEnvironment(proxies, subnet), '');
    assert.match(renderAptProxies(proxies), /^Acquire::https::Proxy "http:\/\/user:canary@/);
  });
});
