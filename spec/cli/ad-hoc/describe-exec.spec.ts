import assert from 'node:assert/strict';
import { describeExec } from '../../../lib/cli/ad-hoc/describe-exec.ts';
import { readParamWords } from '../../../lib/cli/ad-hoc/param-words.ts';
import { modules } from '../../../lib/modules/index.ts';
import { splitWords } from '../../../lib/modules/shared/split-words.ts';

describe('describeExec', () => {
  it('has none of a module that means nothing without other tasks', () => {
    for (const name of ['await', 'meta', 'set']) {
      const module = modules.get(name);
      assert.ok(module, name);
      assert.equal(describeExec(module), undefined);
    }
  });

  for (const module of modules.values()) {
    const command = describeExec(module);
    if (command === undefined) continue;
    it(`writes an example of ${module.name} that is read as it was meant`, () => {
      const words = command.slice(command.indexOf(' -m ') + 4);
      const [name, ...params] = splitWords(words) ?? [];

      assert.equal(name, module.name);
      const read = readParamWords(params, module.params).params;
      assert.ok(module.examples.some((example) => JSON.stringify(example.params) === JSON.stringify(read)));
    });
  }
});
