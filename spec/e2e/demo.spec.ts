import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { k3play, ROOT, runProgram } from '../support/k3play.ts';

describe('npm run demo', function () {
  this.timeout(900_000);
  const env = { K3PLAY_LAB_DIR: '/var/lib/k3play/demo-spec' };
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'k3play-demo-'));
  });

  after(async () => {
    await k3play(['lab', 'down'], { env });
    await rm(env.K3PLAY_LAB_DIR, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });

  it('shows a cluster come up from nothing, and a second run that changes nothing', async () => {
    const kubeconfig = join(folder, 'kubeconfig.yaml');
    const inventory = join(folder, 'lab.yml');
    const example = await readFile(join(ROOT, 'inventory', 'lab.yml'), 'utf8');
    const own = example
      .replaceAll('198.18.0.', '198.18.8.')
      .replaceAll('/var/lib/k3play/lab', env.K3PLAY_LAB_DIR)
      .replace('.k3play/lab.kubeconfig.yaml', kubeconfig);
    await writeFile(inventory, own);

    const args = ['--import', 'tsx', 'scripts/demo.ts', inventory, kubeconfig, '198.18.8.0/24'];
    const { code, stdout, stderr } = await runProgram(process.execPath, args, { env, timeoutMs: 900_000 });

    assert.equal(code, 0, stdout + stderr);
    const nodes = stdout.slice(stdout.indexOf('Its nodes'), stdout.indexOf('A second run'));
    assert.equal(nodes.match(/ Ready /g)?.length, 4, nodes);
    const closing = stdout.match(/^\w+ : ok=\d+ changed=0 unknown=0 skipped=\d+ failed=0 unreachable=0$/gm);
    assert.equal(closing?.length, 6, stdout.slice(-1000));
  });
});
