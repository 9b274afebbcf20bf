import { keepSecrets } from '../secrets/keep-secrets.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Project } from './project.ts';

/** Tells the redactor every secret that is known before the run: those of the inventory, of inputs and of what was looked up. */
export function keepSecretsOf(project: Project, redactor: Redactor): void {
  const seen = new WeakSet<object>();
  keepSecrets(project.lookedUp, redactor, seen);
  keepSecrets(project.inventory.secrets ?? [], redactor, seen);
  for (const host of project.inventory.hosts.values()) {
    keepSecrets(host.connection, redactor, seen);
    for (const { plays } of project.playbooks) {
      for (const play of plays) keepSecrets(project.inputsOf(play, host.name), redactor, seen);
    }
  }
}
