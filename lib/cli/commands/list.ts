import { hostsOfPlay } from '../../playbook/play-hosts.ts';
import { loadProject } from '../project.ts';
import { limitHosts } from '../last-failed.ts';

/** Prints what a playbook would touch, without touching it. */
export async function listCommand(
  what: 'hosts' | 'tasks' | 'tags',
  playbook: string,
  flags: { readonly inventory: readonly string[]; readonly limit?: string; readonly identity?: string },
): Promise<void> {
  const project = await loadProject({
    playbooks: [playbook],
    inventory: flags.inventory,
    extraVars: {},
    persist: false,
    identity: flags.identity,
    standIns: true,
  });
  const limit =
    flags.limit === undefined
      ? undefined
      : await limitHosts(flags.limit, { ...project, files: flags.inventory });
  const plays = project.playbooks.flatMap(({ plays }) => plays);
  const lines = plays.flatMap((play) => {
    const selected = hostsOfPlay(play, { ...project, extraVars: {} });
    const hosts = limit ? selected.filter((host) => limit.includes(host)) : selected;
    switch (what) {
      case 'hosts':
        return [`${play.name}:`, ...hosts.map((host) => `  ${host}`)];
      case 'tasks':
        return [
          `${play.name}:`,
          ...play.tasks.map((task) => `  ${task.name.literal?.value ?? task.id}  (${task.id})`),
        ];
      case 'tags':
        return [];
    }
  });
  const tags = plays.flatMap((play) => [...play.tags, ...play.tasks.flatMap((task) => task.tags)]);
  const shown = what === 'tags' ? [...new Set(tags)].sort() : lines;
  process.stdout.write(shown.map((line) => `${line}\n`).join(''));
}
