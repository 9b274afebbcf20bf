import assert from 'node:assert/strict';
import { parseOptions } from '../../../lib/lab/k3s-double/kubectl/options.ts';
import { resolveResource } from '../../../lib/lab/k3s-double/kubectl/resource.ts';

describe('parseOptions', () => {
  it('parts words from options, wherever they stand', () => {
    const { words, values } = parseOptions([
      '-n',
      'kube-system',
      'get',
      'nodes',
      '-ojson',
      '--kubeconfig=/k',
      '--no-headers',
    ]);

    assert.deepEqual(words, ['get', 'nodes']);
    assert.deepEqual(Object.fromEntries(values), {
      namespace: 'kube-system',
      output: 'json',
      kubeconfig: '/k',
      'no-headers': 'true',
    });
  });

  const faults = [
    ['--wat', /error: unknown flag: --wat/],
    ['-x', /unknown shorthand flag: 'x' in -x/],
    ['--selector=a=b', /test double of K3s: it does not do --selector/],
    ['-l', /test double of K3s: it does not do --selector/],
  ] as const;
  for (const [word, message] of faults) {
    it(`refuses ${word}`, () => assert.throws(() => parseOptions(['get', 'nodes', word]), message));
  }

  it('takes a removal for a word', () => {
    assert.deepEqual(parseOptions(['taint', 'node', 'n', 'key-']).words, ['taint', 'node', 'n', 'key-']);
  });
});

describe('resolveResource', () => {
  const cases = [
    [['nodes'], '/api/v1/nodes'],
    [['no/n1'], '/api/v1/nodes/n1'],
    [['pods'], '/api/v1/namespaces/default/pods'],
    [['pods', '-A'], '/api/v1/pods'],
    [['secret/s', '-n', 'x'], '/api/v1/namespaces/x/secrets/s'],
  ] as const;
  for (const [argv, path] of cases) {
    it(`finds ${path} for ${argv.join(' ')}`, () => {
      const options = parseOptions(argv);
      const resource = resolveResource(argv[0], options);

      assert.equal(resource.path(resource.name), path);
    });
  }

  it('refuses a kind it does not know', () => {
    assert.throws(
      () => resolveResource('gadgets', parseOptions([])),
      /doesn't have a resource type "gadgets"/,
    );
  });
});
