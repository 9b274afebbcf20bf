import { mysqlDatabase } from '../../lib/modules/mysql-database.ts';
import { mysql } from '../../lib/modules/shared/mysql/client.ts';
import { describeModule } from '../support/describe-module.ts';

const database = { encoding: 'utf8mb4', collation: 'utf8mb4_general_ci' };
const running = (value: object | null) => ({ database: { server: 'running', value } });
const bare = { database: { server: 'absent' } };

describeModule(mysqlDatabase, {
  inSync: [
    { title: 'there', params: { name: 'k3s' }, found: running(database), result: { exists: true } },
    { title: 'as wanted', params: { name: 'k3s', ...database }, found: running(database) },
    {
      title: 'absent',
      params: { name: 'k3s', state: 'absent' },
      found: running(null),
      result: { exists: false },
    },
    { title: 'absent, as is the server', params: { name: 'k3s', state: 'absent' }, found: bare },
  ],
  drift: [
    {
      title: 'creates a database, quoting its name',
      params: { name: 'a`; drop', encoding: 'utf8mb4', collation: 'utf8mb4_bin' },
      found: running(null),
      steps: [
        {
          subject: 'MySQL database a`; drop',
          from: 'absent',
          to: 'present',
          script: mysql({}).text,
          stdin: 'CREATE DATABASE `a``; drop` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n',
        },
      ],
      result: { exists: true },
    },
    {
      title: 'knows what it will do on a host that has no server yet',
      params: { name: 'k3s' },
      found: bare,
      steps: [
        { subject: 'MySQL database k3s', from: 'absent', to: 'present', stdin: 'CREATE DATABASE `k3s`;\n' },
      ],
    },
    {
      title: 'changes the collation',
      params: { name: 'k3s', collation: 'utf8mb4_bin' },
      found: running(database),
      steps: [
        {
          subject: 'encoding of MySQL database k3s',
          from: 'utf8mb4, utf8mb4_general_ci',
          to: 'utf8mb4, utf8mb4_bin',
          stdin: 'ALTER DATABASE `k3s` COLLATE utf8mb4_bin;\n',
        },
      ],
    },
    {
      title: 'changes the character set, whose collation is its own',
      params: { name: 'k3s', encoding: 'utf8mb4' },
      found: running({ encoding: 'latin1', collation: 'latin1_swedish_ci' }),
      steps: [
        {
          subject: 'encoding of MySQL database k3s',
          from: 'latin1, latin1_swedish_ci',
          to: 'utf8mb4',
          stdin: 'ALTER DATABASE `k3s` CHARACTER SET utf8mb4;\n',
        },
      ],
    },
    {
      title: 'removes a database',
      params: { name: 'k3s', state: 'absent' },
      found: running(database),
      steps: [
        { subject: 'MySQL database k3s', from: 'present', to: 'absent', stdin: 'DROP DATABASE `k3s`;\n' },
      ],
      result: { exists: false },
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
  invalid: [
    { title: 'no name', params: {}, message: /name/ },
    { title: 'a collation that is SQL', params: { name: 'k3s', collation: 'x; y' }, message: /collation/ },
  ],
});
