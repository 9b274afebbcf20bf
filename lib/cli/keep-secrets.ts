import { Secret } from '../core/secret.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Project } from './project.ts';

/** Tells the redactor every secret that is known before the run: connection passwords and inputs. */
export function keepSecretsOf(project: Project, redactor: Redactor): void {
  const seen = new WeakSet<object>();
  const keep = (value: unknown): void => {
    if (value === null || typeof value !== 'object' || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Secret) redactor.add(value);
    else Object.values(value).forEach(keep);
  };
  for (const host of project.inventory.hosts.values()) {
    keep(host.connection);
    for (const { plays } of project.playbooks)
      for (const play of plays) keep(project.inputsOf(play, host.name));
  }
}
