/** A project with a module in TypeScript, on this machine. */
export const OWN_PROJECT: Readonly<Record<string, string>> = {
  'hosts.yml':
    'groups: { all-of-them: { hosts: { h: { address: 127.0.0.1, connection: { type: local } } } } }\n',
  'site.yml': `- name: Notes
  hosts: h
  gather_facts: false
  vars: { canary: canary }
  tasks:
    - { name: Note, note: { path: "{{ folder }}/note", text: "{{ canary }}" }, register: kept }
    - { name: Tell, debug: { message: "{{ kept.length }}" } }
`,
  'modules/note.ts': `import { change, defineModule, hostRead, predict, run, Secret, sh, t, Unknown } from 'k3play';
import type { HostRead } from 'k3play';

function noteAt(path: string): HostRead<string> {
  return hostRead({ key: \`note:\${path}\`, script: sh\`cat \${path} 2>/dev/null || :\`, parse: ({ stdout }) => stdout.toString() });
}

export const note = defineModule({
  name: 'note',
  summary: 'Keeps a secret note.',
  withoutFacts: true,
  params: t.Object({ path: t.Path({ description: 'Where.' }), text: t.Secret({ description: 'What.' }) }),
  result: t.Object({ length: t.Integer({ description: 'Characters.' }) }),
  examples: [],
  reads: ({ params }) => ({ note: noteAt(params.path) }),
  plan({ params, found }) {
    if (!(params.text instanceof Secret)) throw new TypeError('the param is no Secret');
    if (found.note === params.text.reveal()) return [];
    return [
      run({
        change: change('note', null, params.text),
        script: sh\`cat >\${params.path}\`,
        stdin: params.text,
        predicts: [predict(noteAt(params.path), params.text.reveal())],
      }),
    ];
  },
  output: ({ found, pending }) => ({ length: pending ? new Unknown('the note is not there yet') : found.note.length }),
});
`,
};
