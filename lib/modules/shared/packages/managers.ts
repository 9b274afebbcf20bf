import { apt } from './apt.ts';
import { dnf } from './dnf.ts';
import type { PackageManager } from './manager.ts';
import { pacman } from './pacman.ts';
import { zypper } from './zypper.ts';

/** The package managers that the `package` module knows, by the name in `facts.package_manager`. */
export const managers: ReadonlyMap<string, PackageManager> = new Map(
  [apt, dnf, pacman, zypper].map((manager) => [manager.name, manager]),
);
