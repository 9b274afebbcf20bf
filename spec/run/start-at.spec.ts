import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import type { Playbook } from '../../lib/playbook/model.ts';
import { checkStartAt } from '../../lib/run/start-at.ts';

const task = (name: string | undefined): object => ({ name: { literal: name && { value: name } } });
const playbook = {
  plays: [{ tasks: [task('Install K3s'), task(undefined)] }, { tasks: [task('Wait for nodes')] }],
} as unknown as Playbook;

describe('checkStartAt', () => {
  for (const name of [undefined, 'Install K3s', 'Wait for nodes']) {
    it(`takes ${name ?? 'no word at all'}`, () => {
      assert.doesNotThrow(() => checkStartAt(name, [playbook]));
    });
  }

  const rows = [
    { name: 'install k3s', hint: /did you mean "?Install K3s/ },
    { name: 'Something else altogether', hint: /^undefined$/ },
    { name: '', hint: /^undefined$/ },
  ];
  for (const { name, hint } of rows) {
    it(`refuses "${name}", which no task is called`, () => {
      assert.throws(
        () => checkStartAt(name, [playbook]),
        (error) => {
          assert.ok(error instanceof DiagnosticsError);
          const [fault] = error.diagnostics;
          assert.equal(fault?.message, `--start-at: there is no task "${name}"`);
          assert.match(String(fault.hint), hint);
          return true;
        },
      );
    });
  }
});
