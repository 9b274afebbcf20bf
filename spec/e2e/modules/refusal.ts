import assert from 'node:assert/strict';
import { PlanFault } from '../../../lib/modules/step.ts';

/** A plan that is a fault with this message and this hint. */
export function assertRefused(plan: unknown, message: RegExp, hint: RegExp): void {
  assert.ok(plan instanceof PlanFault, JSON.stringify(plan));
  assert.match(plan.message, message);
  assert.match(plan.hint ?? '', hint);
}
