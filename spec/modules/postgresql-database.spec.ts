import { Unknown } from '../../lib/core/unknown.ts';
import { postgresqlDatabase } from '../../lib/modules/postgresql-database.ts';
import type { DatabaseState } from '../../lib/modules/shared/postgresql/database.ts';
import { psql } from '../../lib/modules/shared/postgresql/psql.ts';
import { describeModule } from '../support/describe-module.ts';

const database: DatabaseState = { owner: 'k3s', encoding: 'UTF8', locale: 'C.UTF-8' };
const running = (value: DatabaseState | null) => ({ database: { server: 'running', value } });
const bare = { database: { server: 'absent' } };
const later = new Unknown('later');

describeModule(postgresqlDatabase, {
  inSync: [
    {
      title: 'as wanted, however spelled',
      params: { name: 'k3s', owner: 'k3s', encoding: 'utf-8', locale: 'C.utf8' },
      found: running(database),
      result: { exists: true, owner: 'k3s' },
    },
    { title: 'nothing said', params: { name: 'k3s' }, found: running(database) },
    {
      title: 'made by an earlier task of this dry run',
      params: { name: 'k3s', encoding: 'LATIN1', owner: 'k3s' },
      found: running({ ...database, encoding: later, locale: later }),
    },
    {
      title: 'absent',
      params: { name: 'k3s', state: 'absent' },
      found: bare,
      result: { exists: false, owner: '' },
    },
  ],
  drift: [
    {
      title: 'creates a database with nothing said',
      params: { name: 'k3s' },
      found: running(null),
      steps: [
        {
          subject: 'PostgreSQL database k3s',
          from: 'absent',
          to: 'present',
          script: psql({}).text,
          stdin: 'CREATE DATABASE "k3s";\n',
        },
      ],
      after: running({ ...database, owner: 'postgres' }),
      result: { exists: true, owner: 'postgres' },
    },
    {
      title: 'creates a database with everything said, on a host that has no server yet',
      params: { name: 'k"3s', owner: "o'k", encoding: 'utf8', locale: "C'" },
      found: bare,
      steps: [
        {
          subject: 'PostgreSQL database k"3s',
          from: 'absent',
          to: 'present',
          stdin: `CREATE DATABASE "k""3s" OWNER "o'k" TEMPLATE "template0" ENCODING 'utf8' LC_COLLATE 'C''' LC_CTYPE 'C''';\n`,
        },
      ],
      after: running({ owner: "o'k", encoding: 'UTF8', locale: "C'" }),
    },
    {
      title: 'gives a database to another owner',
      params: { name: 'k3s', owner: 'k3t' },
      found: running(database),
      steps: [
        {
          subject: 'owner of PostgreSQL database k3s',
          from: 'k3s',
          to: 'k3t',
          stdin: 'ALTER DATABASE "k3s" OWNER TO "k3t";\n',
        },
      ],
    },
    {
      title: 'removes a database',
      params: { name: 'k3s', state: 'absent' },
      found: running(database),
      steps: [
        {
          subject: 'PostgreSQL database k3s',
          from: 'present',
          to: 'absent',
          stdin: 'DROP DATABASE "k3s";\n',
        },
      ],
    },
  ],
  faults: [
    {
      title: 'another encoding',
      params: { name: 'k3s', encoding: 'LATIN1' },
      found: running(database),
      message: /encoding of the database k3s is UTF8, not LATIN1.*dump/,
    },
    {
      title: 'another locale',
      params: { name: 'k3s', locale: 'C' },
      found: running(database),
      message: /locale .* is C\.UTF-8, not C/,
    },
  ],
  unknown: [
    {
      title: 'a server that does not answer',
      params: { name: 'k3s' },
      found: { database: { server: 'down', reason: 'refused' } },
      reason: /does not answer: refused/,
    },
  ],
  invalid: [{ title: 'an empty name', params: { name: '' }, message: /name/ }],
});
