import type { ListenOptions, Server } from 'node:net';
import { Fatal } from './log.ts';

/** Waits until a server listens; a refusal ends the process in Go's words. */
export async function listen(server: Server, options: ListenOptions, context: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      const place = options.path ?? `${options.host ?? ''}:${String(options.port)}`;
      const reason = error.code === 'EADDRINUSE' ? 'address already in use' : error.message;
      reject(new Fatal(`${context}: listen ${options.path ? 'unix' : 'tcp'} ${place}: bind: ${reason}`));
    };
    server.once('error', refuse);
    server.listen(options, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}
