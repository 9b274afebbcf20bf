import { converged } from './converged.ts';
import { scale } from './scale.ts';
import type { Scenario } from './scenario.ts';
import { files } from './files.ts';
import { inventory } from './inventory.ts';
import { link } from './link.ts';
import { start } from './start.ts';
import { trues } from './true.ts';

/** In the order of the page. */
export const SCENARIOS: readonly Scenario[] = [trues, converged, link, files, scale, inventory, start];
