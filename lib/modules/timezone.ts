import { posix } from 'node:path';
import { sh } from '../connection/sh.ts';
import { hintNearest } from '../core/nearest.ts';
import { Unknown } from '../core/unknown.ts';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { describeKind, followLink, type PathState } from './shared/path-state.ts';
import { readPath } from './shared/path.ts';
import { planTextFile } from './shared/text-file.ts';
import { change, isSteps, PlanFault, predict, run, type Plan, type RunStep } from './step.ts';

const ZONES = '/usr/share/zoneinfo';
const LINK = '/etc/localtime';
const FILE = '/etc/timezone';

const Params = t.Object({
  name: t.String({
    description: `Name of the time zone, as below ${ZONES}.`,
    pattern: '^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$',
    examples: ['Europe/Berlin', 'Etc/UTC'],
  }),
});

const Result = t.Object({
  name: t.String({ description: 'Name of the time zone; "" where /etc/localtime is no link to one.' }),
});

export const timezone = defineModule({
  name: 'timezone',
  summary: 'Sets the time zone of the host; services that run take it up when they start anew.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [{ title: 'The same everywhere', params: { name: 'Etc/UTC' } }],
  reads: ({ params }) => ({
    zone: readPath(`${ZONES}/${params.name}`),
    link: readPath(LINK),
    file: readPath(FILE),
  }),
  plan({ params: { name }, found }): Plan {
    const { zone, link, file } = found;
    const leads = followLink(zone);
    if (leads.kind !== 'file' && leads.kind !== 'present') return refuseZone(name);
    if (link.kind === 'directory') return new PlanFault(`${LINK} is a directory on the host, not a link`);
    if (link.kind === 'present') return new Unknown(`an earlier command makes ${LINK}`);
    // Not every system keeps the name in a file; where there is one, it must not say otherwise.
    const named = planTextFile(
      { path: FILE, edit: (text) => (text.trim() === name ? text : `${name}\n`), missing: undefined },
      { file, folder: { kind: 'present' } },
    );
    return isSteps(named) ? [...planLink(name, link, leads), ...named] : named;
  },
  output: ({ found }) => ({ name: zoneOf(found.link) ?? '' }),
});

function refuseZone(name: string): PlanFault {
  const nearest = hintNearest(name, Intl.supportedValuesOf('timeZone'));
  return new PlanFault(`there is no time zone ${name} on this host`, {
    hint: nearest ?? `names are those below ${ZONES}, which the package tzdata brings`,
  });
}

function planLink(name: string, link: PathState, leads: ReturnType<typeof followLink>): RunStep[] {
  const is = zoneOf(link);
  if (is === name) return [];
  const target = `${ZONES}/${name}`;
  return [
    run({
      change: change('time zone', is ?? describeKind(link), name),
      script: sh`ln -sfn -- ${target} ${LINK}`,
      predicts: [predict<PathState>(readPath(LINK), { kind: 'link', target, leads })],
    }),
  ];
}

/** Links to zones may be told from /etc. */
function zoneOf(link: PathState): string | undefined {
  if (link.kind !== 'link') return undefined;
  const path = posix.resolve(posix.dirname(LINK), link.target);
  return path.startsWith(`${ZONES}/`) ? path.slice(ZONES.length + 1) : undefined;
}
