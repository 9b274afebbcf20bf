import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import type { Play } from '../../lib/playbook/model.ts';
import { checkTags } from '../../lib/run/check-tags.ts';

const plays = [
  { tags: ['site'], tasks: [{ tags: ['install', 'slow'] }, { tags: [] }] },
  { tags: [], tasks: [{ tags: ['never', 'debug'] }] },
] as unknown as readonly Play[];

function tellTags(tags: readonly string[], skipTags: readonly string[], all = plays): readonly string[] {
  try {
    checkTags({ tags, skipTags }, all);
  } catch (error) {
    assert.ok(error instanceof DiagnosticsError);
    return error.diagnostics.map(({ code, message, hint }) => `${code} ${message} (${String(hint)})`);
  }
  return [];
}

describe('checkTags', () => {
  it('takes tags of plays and of tasks, and those that always mean something', () => {
    assert.deepEqual(tellTags(['site', 'install', 'debug', 'always'], ['slow', 'never']), []);
    assert.deepEqual(tellTags([], []), []);
  });

  it('tells each that no task has, with the nearest', () => {
    assert.deepEqual(tellTags(['instal', 'site'], ['sloww', 'web']), [
      'cli/tags --tags: no task has the tag "instal" (did you mean "install"?)',
      'cli/tags --skip-tags: no task has the tag "sloww" (did you mean "slow"?)',
      'cli/tags --skip-tags: no task has the tag "web" (there are debug, install, site, slow)',
    ]);
  });

  it('says where there are none at all', () => {
    assert.deepEqual(tellTags(['x'], [], []), [
      'cli/tags --tags: no task has the tag "x" (no task of these playbooks has tags)',
    ]);
  });
});
