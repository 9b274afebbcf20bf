import assert from 'node:assert/strict';
import { runOnModel } from '../support/model-run.ts';

function run(control: string, { check = false, message = '{{ one }}' } = {}) {
  return runOnModel(
    `
- hosts: web
  vars: { ports: [{ name: b, port: "1" }, { name: c, port: "2" }] }
  tasks:
    - name: Each
      setting: { name: "{{ one.name }}", value: "{{ one.port }}" }
      loop: ports
      loop_control: ${control}
      register: each
      changed_when: one.port == "2"
    - { name: Then, debug: { message: "${message}" }, when: size(each.results) == 2 }
`,
    { hosts: { w1: { b: '0', c: '0' } }, check },
  );
}

async function itemsOf(control: string, options = {}): Promise<readonly (string | undefined)[]> {
  const { events } = await run(control, { message: 'x', ...options });
  return events.flatMap((event) => (event.kind === 'task-ended' ? [event.item] : []));
}

describe('loop_control', () => {
  it('calls the member by another name, in params and judgements', async () => {
    const { told, hosts } = await run('{ loop_var: one }', { message: 'x' });

    assert.deepEqual(told, ['w1 Each: ok', 'w1 Each: changed', 'w1 Then: ok']);
    assert.deepEqual(Object.fromEntries(hosts.get('w1')?.state ?? []), { b: '1', c: '2' });
  });

  it('tells rounds by a label of text or of CEL', async () => {
    const text = await itemsOf('{ loop_var: one, label: "{{ one.name }} at {{ one.port }}" }');
    const cel = await itemsOf('{ loop_var: one, index_var: at, label: !cel "at + 1" }');
    const none = await itemsOf('{ loop_var: one }');

    assert.deepEqual(text, ['b at 1', 'c at 2', undefined]);
    assert.deepEqual(cel, ['1', '2', undefined]);
    assert.deepEqual(none, ['b', 'c', undefined]);
  });

  it('numbers members from 0, for what is read ahead as well', async () => {
    const { told } = await runOnModel(
      `
- hosts: web
  tasks:
    - { name: First, setting: { name: a, value: "1" } }
    - name: Each
      setting: { name: "{{ item }}", value: "{{ at }}" }
      loop: [b, c]
      loop_control: { index_var: at }
`,
      { hosts: { w1: { a: '1', b: '0', c: '1' } } },
    );

    assert.deepEqual(told, ['w1 First: ok', 'w1 Each: ok', 'w1 Each: ok']);
  });

  it('rests between members, and not in a dry run', async () => {
    const ran = await run('{ loop_var: one, pause: 0.001 }', { message: 'x' });
    const dry = await run('{ loop_var: one, pause: 86400 }', { message: 'x', check: true });

    assert.deepEqual(ran.told, ['w1 Each: ok', 'w1 Each: changed', 'w1 Then: ok']);
    assert.deepEqual(dry.told, ['w1 Each: ok', 'w1 Each: changed', 'w1 Then: ok']);
  });
});
