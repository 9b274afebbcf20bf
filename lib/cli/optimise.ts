import { setFlagsFromString } from 'node:v8';

/** How much code a function runs, in bytes of it, until V8 thinks of optimising it; `soon` is V8's own. */
const BUDGETS = { soon: 67_584, late: 1_000_000 } as const;

/**
 * Work on one large thing, such as an inventory, is worth optimising soon. While hosts work their machines may be
 * ours, and late is better; see docs/decisions/0038.
 */
export function optimise(when: keyof typeof BUDGETS): void {
  setFlagsFromString(`--interrupt-budget=${BUDGETS[when]}`);
}
