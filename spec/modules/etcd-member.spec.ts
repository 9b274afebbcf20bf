import assert from 'node:assert/strict';
import { etcdMember } from '../../lib/modules/etcd-member.ts';
import { readMembers, type Member } from '../../lib/modules/shared/etcd/members.ts';
import { describeModule } from '../support/describe-module.ts';
import { printed } from '../support/output.ts';

const db1: Member = { id: '10276657743932975437', name: 'db1', peerUrls: ['http://10.0.0.1:2380'] };
const db2: Member = { id: '17', name: 'db2', peerUrls: ['http://10.0.0.2:2380'] };
const running = (...members: readonly Member[]) => ({ members: { server: 'running', value: { members } } });
const params = { name: 'db2', peer_url: 'http://10.0.0.2:2380' };
const files = { ca: '/d/ca.crt', cert: '/d/c.crt', key: "/d/c'.key" };

const curl = (more: string, url: string, body: string) =>
  `curl -sS --fail-with-body --noproxy '*' --max-time 10${more} -X POST -d '${body}' ${url}`;

const patiently = (...words: Parameters<typeof curl>) =>
  `n=0\nuntil ${curl(...words)}; do n=$((n + 1)); [ $n -lt 10 ] || exit 1; sleep 2; done`;

describeModule(etcdMember, {
  inSync: [
    {
      title: 'let in, and not started yet',
      params,
      found: running(db1, { ...db2, name: '' }),
      result: { members: ['http://10.0.0.1:2380', 'http://10.0.0.2:2380'] },
    },
    { title: 'absent', params: { ...params, state: 'absent' }, found: running(db1) },
  ],
  drift: [
    {
      title: 'lets a member in',
      params: { ...params, url: 'https://127.0.0.1:2379', files },
      found: running(db1),
      steps: [
        {
          subject: 'etcd member db2',
          from: 'absent',
          to: 'http://10.0.0.2:2380',
          script: patiently(
            " --cacert /d/ca.crt --cert /d/c.crt --key '/d/c'\\''.key'",
            'https://127.0.0.1:2379/v3/cluster/member/add',
            '{"peerURLs":["http://10.0.0.2:2380"]}',
          ),
        },
      ],
      result: { members: ['http://10.0.0.1:2380', 'http://10.0.0.2:2380'] },
    },
    {
      title: 'takes a member out',
      params: { ...params, state: 'absent' },
      found: running(db1, db2),
      steps: [
        {
          subject: 'etcd member db2',
          from: 'http://10.0.0.2:2380',
          to: 'absent',
          script: curl('', 'http://127.0.0.1:2379/v3/cluster/member/remove', '{"ID":"17"}'),
        },
      ],
      result: { members: ['http://10.0.0.1:2380'] },
    },
  ],
  faults: [
    {
      title: 'a member that has lost its data',
      params: { name: 'db1', peer_url: 'http://10.0.0.1:2380' },
      found: running(db1),
      message: /has a member db1 .* whose data is not here .*member remove 8e9e05c52164694d/,
    },
  ],
  unknown: [
    {
      title: 'a member that does not answer',
      params,
      found: { members: { server: 'down', reason: 'curl: (7) refused' } },
      reason: /the etcd server does not answer: curl: \(7\) refused/,
    },
  ],
  invalid: [
    { title: 'an address without a port', params: { name: 'a', peer_url: 'http://a' }, message: /peer_url/ },
  ],
});

describe('readMembers', () => {
  const read = readMembers('http://127.0.0.1:2379', {});
  const answer = (code: number, stdout: string, stderr = '') => read.parse(printed(stdout, { code, stderr }));

  it('reads members, those that have not started included', () => {
    const members = [
      { ID: '1', name: 'a', peerURLs: ['http://a:2380'] },
      { ID: '2', peerURLs: ['http://b:2380'] },
    ];

    assert.deepEqual(answer(0, JSON.stringify({ header: {}, members })), {
      server: 'running',
      value: {
        members: [
          { id: '1', name: 'a', peerUrls: ['http://a:2380'] },
          { id: '2', name: '', peerUrls: ['http://b:2380'] },
        ],
      },
    });
  });

  it('tells one that does not answer, a host without curl, and what is no answer', () => {
    assert.deepEqual(answer(7, '', 'curl: (7) refused\n'), { server: 'down', reason: 'curl: (7) refused' });
    assert.deepEqual(answer(69, ''), { server: 'down', reason: 'asking etcd takes curl on this host' });
    assert.throws(() => answer(0, '<html>'), /cannot read the members of etcd/);
    assert.throws(() => answer(0, ''), /cannot read the members of etcd/);
  });
});
