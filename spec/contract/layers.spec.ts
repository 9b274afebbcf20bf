import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

/** Files of a small project, by path, and the rule each set must break. */
interface Case {
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
}

const REGISTRY =
  "import { file } from './file.ts';\nimport { group } from './group.ts';\nexport const all = [file, group];\n";

const CASES: readonly Case[] = [
  { rule: 'core-imports-upwards', files: { 'lib/core/a.ts': importing('../run/b.ts'), 'lib/run/b.ts': '' } },
  {
    rule: 'modules-imports-upwards',
    files: { 'lib/modules/a.ts': importing('../run/b.ts'), 'lib/run/b.ts': '' },
  },
  {
    rule: 'run-imports-upwards',
    files: { 'lib/run/a.ts': importing('../report/b.ts'), 'lib/report/b.ts': '' },
  },
  { rule: 'lab-imports-upwards', files: { 'lib/lab/a.ts': importing('../cli/b.ts'), 'lib/cli/b.ts': '' } },
  {
    rule: 'playbook-imports-upwards',
    files: {
      'lib/playbook/a.ts': "import type { B } from '../connection/b.ts';\nexport type A = B;\n",
      'lib/connection/b.ts': 'export type B = 1;\n',
    },
  },
  { rule: 'no-cycles', files: { 'lib/run/a.ts': importing('./b.ts'), 'lib/run/b.ts': importing('./a.ts') } },
  { rule: 'known-rooms', files: { 'lib/core/a.ts': importing('../helpers/b.ts'), 'lib/helpers/b.ts': '' } },
  { rule: 'lib-stands-alone', files: { 'lib/run/a.ts': importing('../../spec/b.ts'), 'spec/b.ts': '' } },
  { rule: 'imports-resolve', files: { 'lib/run/a.ts': importing('./nowhere.ts') } },
  {
    rule: 'modules-apart',
    files: {
      'lib/modules/index.ts': REGISTRY,
      'lib/modules/file.ts': importing('./group.ts'),
      'lib/modules/group.ts': 'export const group = 1;\n',
    },
  },
  {
    rule: 'double-is-an-island',
    files: { 'lib/lab/a.ts': importing('./k3s-double/b.ts'), 'lib/lab/k3s-double/b.ts': '' },
  },
  {
    rule: 'double-knows-nothing-of-ours',
    files: { 'lib/lab/k3s-double/a.ts': importing('../b.ts'), 'lib/lab/b.ts': '' },
  },
  { rule: 'home-of-yaml', files: { 'lib/inventory/a.ts': importing('yaml') } },
  { rule: 'home-of-ssh2', files: { 'lib/run/a.ts': importing('ssh2') } },
  { rule: 'home-of-cel-js', files: { 'lib/playbook/a.ts': importing('@marcbachmann/cel-js') } },
  { rule: 'home-of-listr2', files: { 'lib/lab/a.ts': importing('listr2') } },
  { rule: 'external-packages-have-homes', files: { 'lib/run/a.ts': importing('pg') } },
];

const ALLOWED: Readonly<Record<string, string>> = {
  'lib/core/a.ts': importing('fastest-levenshtein'),
  'lib/source/a.ts': importing('yaml'),
  'lib/run/a.ts': `${importing('../core/a.ts')}${importing('../modules/index.ts')}`,
  'lib/modules/index.ts': REGISTRY,
  'lib/modules/file.ts': `${importing('./shared/c.ts')}export const file = 1;\n`,
  'lib/modules/group.ts': `${importing('./shared/c.ts')}export const group = 1;\n`,
  'lib/modules/shared/c.ts': importing('../../core/a.ts'),
  'lib/cli/a.ts': importing('../run/a.ts'),
  'lib/lab/k3s-double/a.ts': importing('pg'),
  'spec/a.ts': `${importing('../lib/run/a.ts')}${importing('yaml')}`,
};

function importing(path: string): string {
  return `import '${path}';\n`;
}

/** The rules broken by a project of these files, under the repository's own rules. */
async function findBroken(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'k3play-layers-'));
  const home = process.cwd();
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
      await cp(name, join(folder, name));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    process.chdir(folder);
    const options = await extractDepcruiseOptions(join(folder, '.dependency-cruiser.cjs'));
    const { output } = await cruise(['lib', ...(files['spec/a.ts'] ? ['spec'] : [])], options);
    return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
  } finally {
    process.chdir(home);
    await rm(folder, { recursive: true });
  }
}

describe('layer rules', function () {
  this.timeout(60_000);

  for (const { rule, files } of CASES) {
    it(`${rule} refuses ${Object.keys(files)[0] ?? ''}`, async () => {
      assert.ok((await findBroken(files)).includes(rule));
    });
  }

  it('allow imports that point upwards, packages in their homes, and shared reads', async () => {
    assert.deepEqual(await findBroken(ALLOWED), []);
  });
});
