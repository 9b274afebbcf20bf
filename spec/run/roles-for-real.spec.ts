import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runHere } from '../support/run-here.ts';
import { withFolder } from '../support/temporary-folder.ts';

const FILES: Readonly<Record<string, string>> = {
  'roles/site/inputs.yml': 'folder: { type: string }\nport: { type: integer, default: 80 }\n',
  'roles/site/defaults/main.yml': 'greeting: hello\n',
  'roles/site/tasks/main.yml': `
- import_tasks: folder.yml
- name: Configure
  template: { src: site.conf.hbs, dest: "{{ inputs.folder }}/site.conf", mode: "0644" }
  notify: site changed
- name: Page
  copy: { src: page.html, dest: "{{ inputs.folder }}/page.html", mode: "0644" }
`,
  'roles/site/tasks/folder.yml':
    '- { name: Folder, file: { path: "{{ inputs.folder }}", state: directory, mode: "0755" } }\n',
  'roles/site/handlers/main.yml': `
- name: Reload
  listen: site changed
  shell: echo "{{ inputs.port }}" >>"{{ inputs.folder }}/reloads"
`,
  'roles/site/templates/site.conf.hbs': '{{ greeting }} from port {{ inputs.port }}\n',
  'roles/site/files/page.html': 'page of the role\n',
  'more/last.yml': '- { name: Last, copy: { src: last.txt, dest: "{{ root }}/last", mode: "0644" } }\n',
  'more/files/last.txt': 'last of all\n',
};

describe('roles and included files, on this machine', () => {
  it('do what they say, once', function () {
    this.timeout(60_000);
    return withFolder(async (folder) => {
      for (const [path, text] of Object.entries(FILES)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const root = join(folder, "it's here");
      const playbook = `
- name: Sites
  hosts: all
  gather_facts: false
  vars: { root: ${JSON.stringify(root)} }
  pre_tasks:
    - { name: Root, file: { path: "{{ root }}", state: directory, mode: "0755" } }
  roles:
    - { role: site, inputs: { folder: "{{ root }}/one" } }
  tasks:
    - import_role: { name: site, inputs: { folder: "{{ root }}/two", port: 8080 } }
      vars: { greeting: good day }
  post_tasks:
    - include_tasks: more/last.yml
`;
      const options = { folder, hosts: ['here'], playbook };

      const foreseen = await runHere({ ...options, check: true });
      const first = await runHere(options);
      const second = await runHere(options);
      const after = await runHere({ ...options, check: true });

      assert.deepEqual([first.changed, second.changed, after.changed], [10, 0, 0]);
      assert.equal(foreseen.changed, 8, 'what the handlers run has no guard, so that is unknown');
      const read = (path: string): string => readFileSync(join(root, path), 'utf8');
      assert.deepEqual(['one/site.conf', 'two/site.conf', 'one/page.html', 'last'].map(read), [
        'hello from port 80\n',
        'good day from port 8080\n',
        'page of the role\n',
        'last of all\n',
      ]);
      assert.deepEqual(['one/reloads', 'two/reloads'].map(read), ['80\n', '8080\n']);
    });
  });
});
