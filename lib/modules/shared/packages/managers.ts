import { apt } from './apt.ts';
import type { PackageManager } from './manager.ts';

/** The package managers that the `package` module knows, by the name in `facts.package_manager`. */
export const managers: ReadonlyMap<string, PackageManager> = new Map(
  [apt].map((manager) => [manager.name, manager]),
);
