import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticsError, fault } from '../core/diagnostic.ts';
import { packageRoot } from './package-root.ts';

/** A file of that name, or the bundled playbook. */
export function findPlaybook(name: string): string {
  const file = lookForPlaybook(name);
  if (file !== undefined) return file;
  throw new DiagnosticsError([
    fault('playbook/not-found', `there is no playbook ${name}, neither here nor among the bundled ones`),
  ]);
}

export function lookForPlaybook(name: string): string | undefined {
  if (existsSync(name)) return name;
  const bundled = join(packageRoot(), 'playbooks', name);
  const isBundledName = !name.includes('/') && !name.includes('..');
  return isBundledName && existsSync(bundled) ? bundled : undefined;
}
