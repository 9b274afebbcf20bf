import assert from 'node:assert/strict';
import { checkSkipPreflight, skipPreflight } from '../../lib/cli/skip-preflight.ts';
import { describeDiagnostic, DiagnosticsError } from '../../lib/core/diagnostic.ts';

function faultsOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof DiagnosticsError) return error.diagnostics.map(describeDiagnostic).join('\n');
    throw error;
  }
  return '';
}

describe('skipPreflight', () => {
  it('sets the input of the bundled playbooks, and nothing without the flag', () => {
    assert.deepEqual(skipPreflight(['ports', 'clock']), { skip_preflight: ['ports', 'clock'] });
    assert.deepEqual(skipPreflight(undefined), {});
  });

  it('names the nearest code of each that is unknown', () => {
    const said = faultsOf(() => skipPreflight(['clok', 'ports', 'everything']));

    assert.match(said, /--skip-preflight clok: the preflight has no such finding \(did you mean "clock"\?\)/);
    assert.match(said, /--skip-preflight everything: .*known: systemd, curl/);
    assert.doesNotMatch(said, /ports:/);
  });
});

describe('checkSkipPreflight', () => {
  it('refuses the flag where no playbook heeds it', () => {
    assert.match(
      faultsOf(() => checkSkipPreflight(['clock'], [])),
      /none of these playbooks has an input skip_preflight/,
    );
    assert.equal(
      faultsOf(() => checkSkipPreflight(undefined, [])),
      '',
    );
  });
});
