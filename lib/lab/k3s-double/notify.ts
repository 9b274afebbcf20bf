import { spawn } from 'node:child_process';
import { log } from './log.ts';

/**
 * Tells systemd that the unit is up. `systemd-notify` speaks in its parent's name, which root may do,
 * so this works under `NotifyAccess=main` as long as it is our direct child.
 */
export function notifyReady(environment: NodeJS.ProcessEnv): void {
  if (!environment.NOTIFY_SOCKET) return;
  const child = spawn('systemd-notify', ['--ready'], { env: environment, stdio: 'ignore' });
  child.on('error', (error) => log.error(`cannot tell systemd that this unit is ready: ${error.message}`));
  child.unref();
}
