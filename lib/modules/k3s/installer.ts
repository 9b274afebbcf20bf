import { posix } from 'node:path';
import { sh } from '../../connection/sh.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import type { Answers } from '../read.ts';
import { decodeText } from '../shared/file-content.ts';
import type { FilePath, PathState } from '../shared/path-state.ts';
import { readPath } from '../shared/path.ts';
import { planFile, readTarget } from '../shared/place-file.ts';
import { readUnit } from '../shared/unit.ts';
import { change, isSteps, PlanFault, predict, run, type Plan, type RunStep } from '../step.ts';
import { K3S } from './shared/binary-read.ts';
import { runsRole, serviceOf, unitOf, unitPath } from './shared/unit-file.ts';

const Params = t.Object({
  role: t.OneOf(['server', 'agent'], { description: 'What the host is.' }),
  script: t.LocalFile({ description: "A copy of K3s's installer on this machine." }),
  sha256: t.String({ description: 'What the copy must have, 64 hex digits.', pattern: '^[0-9a-fA-F]{64}$' }),
  dest: t.Path({
    default: '/usr/local/sbin/k3s-install.sh',
    description: 'Where the copy is kept on the host.',
  }),
  exec: t.Path({ default: K3S, description: 'Path of the k3s binary, which has to be there.' }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  unit_file: t.String({ description: 'Path of the unit that it wrote.' }),
  uninstall: t.String({ description: 'Path of the script that uninstalls K3s.' }),
});

/** Scripts that the installer leaves beside the binary. */
function scriptsOf({ role, exec }: Params): { readonly uninstall: string; readonly killall: string } {
  const folder = posix.dirname(exec);
  return { uninstall: `${folder}/${serviceOf(role)}-uninstall.sh`, killall: `${folder}/k3s-killall.sh` };
}

function readsOf({ params }: ModuleContext<Params>) {
  const { uninstall, killall } = scriptsOf(params);
  return {
    ...readTarget(params.dest),
    unitFile: readPath(unitPath(params.role)),
    unit: readUnit(unitOf(params.role)),
    uninstall: readPath(uninstall),
    killall: readPath(killall),
  };
}
type Found = Answers<ReturnType<typeof readsOf>>;

/** It downloads nothing and starts nothing: the binary is k3s-binary's to bring, the start k3s-service's. */
export const k3sInstaller = defineModule({
  name: 'k3s-installer',
  summary:
    "Lets a pinned copy of K3s's own installer write the unit and the scripts to stop and uninstall K3s.",
  params: Params,
  result: Result,
  examples: [
    {
      title: 'The unit and scripts of an installer that was looked at',
      params: {
        role: 'server',
        script: 'files/k3s-install.sh',
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      },
    },
  ],
  reads: readsOf,
  plan({ params, facts, found }): Plan {
    const { script, sha256, dest } = params;
    if (facts.init !== 'systemd') return new PlanFault('this host is not run by systemd');
    if (script.sha256 !== sha256.toLowerCase()) {
      return new PlanFault(`the installer ${script.path} has the sha256 ${script.sha256}, not ${sha256}`, {
        hint: 'look at what has changed in it, then give the new sum',
      });
    }
    const copy = planFile({ path: dest, content: script, mode: '0755', owner: 'root', group: 'root' }, found);
    if (!isSteps(copy)) return copy;
    const done = isDone(params, found);
    return done ? copy : [...copy, runInstaller(params, found)];
  },
  output: ({ params }) => ({ unit_file: unitPath(params.role), uninstall: scriptsOf(params).uninstall }),
});

/** What an installer will have written in this dry run is as it should be. */
function isDone({ role, exec }: Params, { unitFile, uninstall, killall }: Found): boolean {
  if (unitFile.kind !== 'file' || uninstall.kind === 'absent' || killall.kind === 'absent') return false;
  if (isUnknown(unitFile.content)) return true;
  return runsRole(unitFile.content ? (decodeText(unitFile.content) ?? '') : '', { exec, role });
}

/** Nothing of the environment goes along: the installer would keep it in a file that K3s reads. */
function runInstaller(params: Params, found: Found): RunStep {
  const { role, exec, dest } = params;
  const { uninstall, killall } = scriptsOf(params);
  const later = new Unknown('the installer writes it');
  const root = { owner: 'root', group: 'root', ids: { owner: '0', group: '0' } };
  const fileOf = (mode: string): FilePath => ({
    kind: 'file',
    mode,
    ...root,
    size: later,
    sha256: later,
    content: later,
  });
  return run({
    change: change(
      `unit and scripts of ${unitOf(role)}`,
      found.unitFile.kind === 'file' ? 'others' : 'absent',
      "the installer's",
    ),
    script: sh`env -i PATH="$PATH" HOME=/root INSTALL_K3S_SKIP_DOWNLOAD=true INSTALL_K3S_SKIP_START=true ${`INSTALL_K3S_BIN_DIR=${posix.dirname(exec)}`} sh ${dest} ${role} </dev/null`,
    timeoutMs: 300_000,
    predicts: [
      predict<PathState>(readPath(unitPath(role)), fileOf('0644')),
      predict<PathState>(readPath(uninstall), fileOf('0755')),
      predict<PathState>(readPath(killall), fileOf('0755')),
      predict(readUnit(unitOf(role)), {
        ...found.unit,
        exists: true,
        enabled: 'enabled',
        needsReload: false,
      }),
    ],
  });
}
