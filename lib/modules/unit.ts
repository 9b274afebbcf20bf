import { t, type Static, type Text } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { stateAt, type PathStates } from './shared/directory.ts';
import { orEmpty } from './shared/file-result.ts';
import { readWithFolders } from './shared/file-with-folders.ts';
import type { PathState } from './shared/path-state.ts';
import { readPath } from './shared/path.ts';
import { inState } from './shared/place-params.ts';
import {
  comesWithPackage,
  partName,
  pathOfUnitFile,
  pathsOfPackaged,
  planUnitFiles,
} from './shared/unit-files.ts';
import { enableStep, stopStep } from './shared/unit-steps.ts';
import { formatUnit, sectionsParam } from './shared/unit-text.ts';
import { isUp, readUnit, unitName, type UnitState } from './shared/unit.ts';
import { PlanFault, type Plan, type Step } from './step.ts';

const TIMEOUT_MS = 300_000;

const Params = t.Object(
  {
    name: t.String({
      description: 'Unit name; without a suffix it is a service.',
      pattern: '^[A-Za-z0-9@:_.-]+$',
      examples: ['web', 'web@.service', 'srv-data.mount'],
    }),
    content: t.Optional(t.Text({ description: 'The text of the file, instead of `sections`.' })),
    sections: t.Optional(sectionsParam),
    part: t.Optional(
      t.String({
        description:
          'Name of a file that adds to a unit, or changes a part of it (a drop-in), instead of the whole unit.',
        pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$',
        examples: ['10-limits'],
      }),
    ),
    state: t.OneOf(['present', 'absent'], {
      default: 'present',
      description:
        'Whether it is wanted. A unit that is to go is stopped and disabled first, unless a package brings one of the same name.',
    }),
    mode: t.Optional(
      t.Mode({ description: 'Mode of the file. A new one gets "0644", or "0600" where its text is secret.' }),
    ),
    verify: t.Boolean({
      default: true,
      description:
        "Whether systemd must accept the file before it is in place: its keys and values, and that the programs it names are there. Passed over where the host's systemd is older than 250.",
    }),
  },
  {
    allOf: [
      { if: inState('present'), then: { anyOf: [{ required: ['content'] }, { required: ['sections'] }] } },
      { if: { required: ['content'] }, then: { properties: { sections: false } } },
    ],
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  name: t.String({ description: 'Full unit name, such as "web.service".' }),
  path: t.String({ description: 'Path of the file.' }),
  exists: t.Boolean({ description: 'Whether the file is there.' }),
  sha256: t.String({ description: 'SHA-256 of the file, lower-case hex; "" where it is not there.' }),
});

type Reads = { readonly unit: HostRead<UnitState>; readonly [path: `/${string}`]: HostRead<PathState> };

export const unit = defineModule({
  name: 'unit',
  summary: "Writes a unit of systemd's or a part of one, and has systemd read it.",
  params: Params,
  result: Result,
  examples: [
    {
      title: 'A service, which a task `service` then starts',
      params: {
        name: 'web',
        sections: {
          Unit: { Description: 'The web server', After: 'network-online.target' },
          Service: { ExecStart: '/usr/local/bin/web --port 8080', Restart: 'always', User: 'www-data' },
          Install: { WantedBy: 'multi-user.target' },
        },
      },
    },
    {
      title: 'Other limits and another command for a unit that a package brings',
      params: {
        name: 'haproxy',
        part: '10-limits',
        sections: {
          Service: { LimitNOFILE: 65_536, ExecStart: ['', '/usr/sbin/haproxy -Ws -f /etc/haproxy'] },
        },
      },
    },
    { title: 'No such unit', params: { name: 'old', state: 'absent' } },
  ],
  reads: ({ params }): Reads => ({
    unit: readUnit(params.name),
    ...readWithFolders(pathOf(params)),
    ...Object.fromEntries(pathsOfPackaged(unitName(params.name)).map((path) => [path, readPath(path)])),
  }),
  plan({ params, facts, found: { unit: found, ...paths } }): Plan {
    if (facts.init !== 'systemd') return new PlanFault('this host is not run by systemd');
    const name = unitName(params.name);
    const { mode, verify } = params;
    const part = params.part === undefined ? undefined : partName(params.part);
    const text = params.state === 'present' ? textOf(params) : undefined;
    const away = planEnd(params, found, paths);
    const units = { [name]: away.unit };
    const written = planUnitFiles([{ unit: name, part, text, mode, verify }], { paths, units });
    return 'steps' in written ? [...away.steps, ...written.steps] : written;
  },
  output({ params, found }) {
    const path = pathOf(params);
    const state = found[path];
    const sha256 = state?.kind === 'file' ? orEmpty(state.sha256, '') : '';
    return { name: unitName(params.name), path, exists: state?.kind !== 'absent', sha256 };
  },
});

function pathOf({ name, part }: Params): `/${string}` {
  return pathOfUnitFile({ unit: unitName(name), part: part === undefined ? undefined : partName(part) });
}

function textOf({ content, sections = {} }: Params): Text {
  return content ?? formatUnit(sections);
}

/** A unit whose file goes would run on, and be looked for at each boot. */
function planEnd(
  params: Params,
  found: UnitState,
  paths: PathStates,
): { readonly steps: readonly Step[]; readonly unit: UnitState } {
  const { name, part, state } = params;
  const stays =
    state === 'present' ||
    part !== undefined ||
    stateAt(paths, pathOf(params)).kind === 'absent' ||
    comesWithPackage(unitName(name), paths);
  if (stays) return { steps: [], unit: found };
  const steps: Step[] = [];
  let after = found;
  if (isUp(found) || found.active === 'activating') {
    const stop = stopStep({ name, unit: after, timeoutMs: TIMEOUT_MS });
    steps.push(stop.step);
    after = stop.after;
  }
  if (found.enabled === 'enabled') {
    const disable = enableStep({ name, unit: after, timeoutMs: TIMEOUT_MS }, false);
    steps.push(disable.step);
    after = disable.after;
  }
  return { steps, unit: after };
}
