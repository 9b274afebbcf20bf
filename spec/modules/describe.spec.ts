import assert from 'node:assert/strict';
import { defineModule } from '../../lib/modules/define.ts';
import { describeExamples, describeModule } from '../../lib/modules/describe.ts';
import { t } from '../../lib/schema/build.ts';
import { buildModuleList, buildModulePage } from '../../scripts/module-page.ts';

const module = defineModule({
  name: 'lamp',
  summary: 'Lights a lamp.',
  params: t.Object({
    colour: t.String({ description: `One of \`red\` | \`blue\`, ${'or another word '.repeat(8)}at all.` }),
    mode: t.Mode({ description: 'Mode.', default: '0644' }),
  }),
  result: t.Object({ lit: t.Boolean({ description: 'Whether it is lit.' }) }),
  examples: [{ title: 'Light it', params: { colour: 'red', mode: '0600' } }],
  reads: () => ({}),
  plan: () => [],
  output: () => ({ lit: true }),
});

describe('describeExamples', () => {
  it('writes tasks that can be pasted into a playbook', () => {
    assert.equal(describeExamples(module), '- name: Light it\n  lamp:\n    colour: red\n    mode: "0600"');
  });
});

describe('describeModule', () => {
  it('fits a terminal', () => {
    const page = describeModule(module);

    assert.ok(page.split('\n').every((line) => line.length <= 100));
    assert.match(
      page,
      /^lamp: Lights a lamp\.\n\nParams\n\n {2}colour {2}\(text; required\)\n {4}One of "red" \| /,
    );
    assert.match(page, /\n {2}mode {2}\(file mode; default "0644"\)\n {4}Mode\.\n/);
    assert.match(page, /\nResult\n\n {2}lit {2}\(true or false\)\n {4}Whether it is lit\.\n/);
    assert.match(page, /\nExamples\n\n {2}- name: Light it\n {4}lamp:\n {6}colour: red\n/);
  });
});

describe('buildModulePage', () => {
  it('makes tables of params and result', () => {
    const page = buildModulePage(module);

    assert.match(
      page,
      /^# lamp\n\n<!-- .*npm run docs.* -->\n\nLights a lamp\.\n\n## Params\n\nThose in bold/,
    );
    assert.match(page, /\n\| \*\*`colour`\*\* \| text \| {2}\| One of `red` \\\| `blue`, /);
    assert.match(page, /\n\| `mode` \| file mode \| `"0644"` \| Mode\. \|\n\n## Result\n/);
    assert.match(page, /```yaml\n- name: Light it\n/);
  });
});

describe('buildModuleList', () => {
  it('links each module', () => {
    assert.match(buildModuleList([module]), /\n\| \[lamp\]\(lamp\.md\) \| Lights a lamp\. \|\n$/);
  });
});
