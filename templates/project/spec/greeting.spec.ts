import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describeModule } from 'k3play/testing';
import { greeting } from '../modules/greeting.ts';

const path = '/etc/motd';

describeModule(greeting, {
  inSync: [
    {
      title: 'the greeting is there',
      params: { path, name: 'world' },
      found: { text: 'Hello, world!' },
      result: { text: 'Hello, world!' },
    },
  ],
  drift: [
    {
      title: 'no greeting yet',
      params: { path, name: "it's me" },
      found: { text: '' },
      steps: [
        {
          subject: 'greeting in /etc/motd',
          from: '',
          to: "Hello, it's me!",
          script: `printf '%s\\n' 'Hello, it'\\''s me!' >/etc/motd`,
        },
      ],
    },
    {
      title: 'a greeting for somebody else',
      params: { path, name: 'world' },
      found: { text: 'Hello, you!' },
      steps: [{ subject: 'greeting in /etc/motd', from: 'Hello, you!', to: 'Hello, world!' }],
      result: { text: 'Hello, world!' },
    },
  ],
  invalid: [
    { title: 'a path that is not absolute', params: { path: 'motd', name: 'world' }, message: /path/ },
    { title: 'nobody to greet', params: { path }, message: /"name" is missing/ },
  ],
  // For real, on this machine, in a fresh folder.
  onRealShell: [
    {
      title: 'a new greeting',
      params: (root) => ({ path: `${root}/motd`, name: 'world' }),
      check: (root) => assert.equal(readFileSync(`${root}/motd`, 'utf8'), 'Hello, world!\n'),
    },
    {
      title: 'another greeting',
      params: (root) => ({ path: `${root}/motd`, name: '$HOME' }),
      arrange: (root) => writeFileSync(`${root}/motd`, 'Hello, you!\n'),
      check: (root) => assert.equal(readFileSync(`${root}/motd`, 'utf8'), 'Hello, $HOME!\n'),
    },
  ],
});
