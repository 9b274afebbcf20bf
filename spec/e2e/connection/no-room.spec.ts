import assert from 'node:assert/strict';
import { HostConnection } from '../../../lib/connection/host-connection.ts';
import { sh } from '../../../lib/connection/sh.ts';
import { SHELL_COMMANDS, failure } from '../../connection/here.ts';
import { WrappedTransport } from './wrapped-transport.ts';

/** Pages of memory that are free where a shell would keep its files: too few to begin with, or to go on. */
const PAGES = [0, 1];

for (const shell of SHELL_COMMANDS) {
  describe(`a host without room for the files of its shell under ${shell}`, () => {
    for (const pages of PAGES) {
      it(`is told as that with ${pages} pages free`, async () => {
        const places = ['/dev/shm', '/tmp', '/var/tmp', '/root'];
        const fill = places.map(
          (place) =>
            `mount -t tmpfs -o size=4k none ${place}${pages === 0 ? ` && echo full >${place}/full` : ''}`,
        );
        const wrapper = [
          '/usr/bin/unshare',
          '--mount',
          '/bin/sh',
          '-c',
          `${fill.join(' && ')} && exec "$@"`,
          'sh',
        ] as const;
        const transport = new WrappedTransport(wrapper, { PATH: '/usr/bin:/bin', HOME: '/root' });
        const connection = new HostConnection(transport, { shell });

        await assert.rejects(
          connection.run(sh`echo`),
          failure('module', 'connection/no-space', /^small: no space left for temporary files$/),
        );

        await connection.close();
      });
    }
  });
}
