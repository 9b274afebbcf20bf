import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { describeFault, FOLDER, loadFixture } from './checked-files.ts';
import { EXPECTED } from './expected-faults.ts';

const NOT_FAULTY: ReadonlySet<string> = new Set(['hosts.yml', 'good.yml']);

describe('loadPlaybook, of a file with faults', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.yml') && !NOT_FAULTY.has(file))) {
    it(`tells all faults of ${name} at once, each with its place and its cure`, async () => {
      await assert.rejects(loadFixture(name), (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        assert.deepEqual(error.diagnostics.map(describeFault), EXPECTED[name]);
        return true;
      });
    });
  }
});
