import { t } from '../../../../schema/build.ts';
import { CODES } from './finding.ts';

/** A finding as it travels between the modules of the preflight. */
export const FindingSchema = t.Object({
  code: t.OneOf(CODES, { description: 'Its name, for `--skip-preflight`.' }),
  severity: t.OneOf(['error', 'warning'], { description: 'Whether K3s would fail, or might suffer.' }),
  evidence: t.String({ description: 'What was seen.' }),
  cure: t.String({ description: 'What to do about it.' }),
});
