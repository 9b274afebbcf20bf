import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { K3Error } from '../../lib/core/errors.ts';
import type { Compiled } from '../../lib/template/compiled.ts';
import { createScope } from './scope.ts';

/** What is wrong with a template: place, code, message and hint of each fault. */
export function faultsOf(compile: () => unknown): string[] {
  try {
    compile();
  } catch (error) {
    assert.ok(error instanceof DiagnosticsError, String(error));
    return error.diagnostics.map(
      ({ span, code, message, hint }) =>
        `${span?.line}:${span?.column} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`,
    );
  }
  return [];
}

/** Why a template cannot be rendered: code, message and hint. */
export function failureOf(compiled: Compiled, scope: Record<string, unknown> = createScope()): string {
  try {
    compiled.render(scope);
  } catch (error) {
    assert.ok(error instanceof K3Error, String(error));
    assert.equal(error.kind, 'template');
    return `${error.code} ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
  }
  return 'no failure';
}
