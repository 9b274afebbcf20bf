import assert from 'node:assert/strict';
import { buildHostPaths, buildNames } from '../../lib/lab/model.ts';

describe('buildNames', () => {
  it('gives each directory its own names, whichever way it is written', () => {
    assert.deepEqual(buildNames('/var/lib/k3play/lab/'), buildNames('/var/lib/k3play/../k3play/lab'));
    assert.notEqual(buildNames('/var/lib/k3play/lab').id, buildNames('/var/lib/k3play/lab2').id);
  });

  it('stays within the 15 characters of an interface name, for the highest number a host can have', () => {
    const { id, bridge } = buildNames('/var/lib/k3play/lab');

    assert.ok(bridge.length <= 15);
    assert.ok(`vb-${id}-65534`.length <= 15);
  });
});

describe('buildHostPaths', () => {
  it("puts everything of a host below the host's own directory", () => {
    const { directory, ...rest } = buildHostPaths('/lab', 'h1');

    assert.equal(directory, '/lab/hosts/h1');
    for (const path of Object.values(rest)) assert.ok(path.startsWith(`${directory}/`));
  });
});
