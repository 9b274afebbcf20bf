import assert from 'node:assert/strict';
import { parseReportFiles } from '../../lib/cli/report-files.ts';
import { describeDiagnostic, DiagnosticsError } from '../../lib/core/diagnostic.ts';

describe('parseReportFiles', () => {
  it('reads a form and a file, which may hold an equals sign', () => {
    assert.deepEqual(parseReportFiles(['junit=out/a=b.xml', 'json=r.json']), [
      { form: 'junit', file: 'out/a=b.xml' },
      { form: 'json', file: 'r.json' },
    ]);
  });

  for (const [word, message] of [
    ['junti=x.xml', /--report junti=x\.xml: expected junit=FILE or json=FILE \(did you mean "junit"\?\)/],
    ['x.xml', /--report x\.xml: expected/],
    ['json=', /--report json=: expected/],
    ['junit=a', /another report goes to this file/],
  ] as const) {
    it(`refuses ${word}`, () => {
      assert.throws(
        () => parseReportFiles(['json=a', word]),
        (error: unknown) => {
          assert.ok(error instanceof DiagnosticsError);
          assert.match(error.diagnostics.map(describeDiagnostic).join('\n'), message);
          return true;
        },
      );
    });
  }
});
