import { posix } from 'node:path';
import { sh } from '../connection/sh.ts';
import { Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule, type Predicted } from './define.ts';
import { planDirectory, stateAt, type PathStates } from './shared/directory.ts';
import { hashBytes } from '../core/hash.ts';
import { orEmpty } from './shared/file-result.ts';
import { ownershipParams, padMode, planOwnership, predictOwnership, settle } from './shared/ownership.ts';
import { describeKind, followLink, type Ownership, type PathState } from './shared/path-state.ts';
import { foldersAbove, normalizePath, readPath } from './shared/path.ts';
import { findMissingFolder } from './shared/place-file.ts';
import { change, PlanFault, predict, run, type Plan } from './step.ts';

const STATES = ['file', 'directory', 'link', 'absent', 'touch'] as const;

const Params = t.Object(
  {
    path: t.Path({ description: 'Path on the host.' }),
    state: t.OneOf(STATES, {
      description:
        '"file": must be there, only owner and mode change. "touch": an empty file where nothing is. "directory": made with all folders above it. "link": a symbolic link to `target`. "absent": removed, folders with all that is in them.',
      default: 'file',
    }),
    target: t.Optional(
      t.String({ description: 'What the link points at, absolute or from its own folder.', minLength: 1 }),
    ),
    mode: t.Optional(
      t.Mode({ description: 'Mode, such as "0644". New files get "0644", new folders "0755" without it.' }),
    ),
    ...ownershipParams,
  },
  {
    allOf: [
      onlyFor(['link'], { required: ['target'], properties: { mode: false, owner: false, group: false } }),
      onlyFor(['absent'], { properties: { target: false, mode: false, owner: false, group: false } }),
      onlyFor(['file', 'directory', 'touch'], { properties: { target: false } }),
    ],
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'The path.' }),
  kind: t.OneOf(['absent', 'file', 'directory', 'link', 'other'], { description: 'What is there now.' }),
  mode: t.String({ description: 'Mode as octal text; "" for links and where nothing is.' }),
  owner: t.String({ description: 'Owner; "" for links and where nothing is.' }),
  group: t.String({ description: 'Group; "" for links and where nothing is.' }),
});

export const file = defineModule({
  name: 'file',
  summary: 'Makes or removes files, folders and links, and sets who owns them.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Make a folder', params: { path: '/etc/rancher/k3s', state: 'directory', mode: '0700' } },
    { title: 'Remove a file', params: { path: '/etc/motd', state: 'absent' } },
    {
      title: 'Link a command',
      params: { path: '/usr/local/bin/kubectl', state: 'link', target: '/usr/local/bin/k3s' },
    },
  ],
  reads: ({ params }) => {
    const paths = listPaths(params);
    return Object.fromEntries(paths.map((path) => [path, readPath(path)]));
  },
  plan({ params, found }) {
    const path = normalizePath(params.path);
    switch (params.state) {
      case 'directory':
        return planDirectory(path, params, found);
      case 'link':
        return planLink(path, params.target ?? '', found);
      case 'absent':
        return planAbsence(path, stateAt(found, path));
      case 'file':
      case 'touch':
        return planFile(path, params, found);
    }
  },
  output: ({ params, found }) => ({
    path: params.path,
    ...describeState(stateAt(found, normalizePath(params.path))),
  }),
});

/** A rule for some states; where the state is not known yet, none applies. */
function onlyFor(states: readonly (typeof STATES)[number][], then: object): object {
  return { if: { required: ['state'], properties: { state: { enum: states } } }, then };
}

function listPaths({ path, state, target }: Params): string[] {
  const plain = normalizePath(path);
  const folder = posix.dirname(plain);
  switch (state) {
    case 'directory':
      return [plain, ...foldersAbove(plain)];
    case 'link':
      return [plain, folder, posix.resolve(folder, target ?? '')];
    case 'touch':
      return [plain, folder];
    case 'file':
    case 'absent':
      return [plain];
  }
}

function planFile(path: string, params: Params, found: PathStates): Plan {
  const state = stateAt(found, path);
  if (state.kind === 'absent') {
    if (params.state === 'touch')
      return findMissingFolder(path, stateAt(found, posix.dirname(path))) ?? create(path, params);
    return new PlanFault(`${path} does not exist on the host`, { hint: 'state: touch makes an empty file' });
  }
  const real = followLink(state);
  if (real.kind === 'present') return new Unknown(`an earlier command makes ${path}`);
  if (real.kind === 'absent')
    return new PlanFault(`${path} is a ${describeKind(state)}, which does not exist`);
  if (real.kind !== 'file' && params.state === 'file') {
    return new PlanFault(`${path} is a ${describeKind(state)} on the host, not a file`);
  }
  const withOwnership = (ownership: Ownership): PathState =>
    state.kind === 'link' ? { ...state, leads: { ...real, ...ownership } } : { ...state, ...ownership };
  return planOwnership(params, { path, state: real, withOwnership });
}

function create(path: string, wanted: Params): Plan {
  const mode = padMode(wanted.mode ?? '0644');
  const nothing = Buffer.alloc(0);
  const after: PathState = {
    kind: 'file',
    ...predictOwnership({ ...wanted, mode }, undefined),
    size: 0,
    sha256: hashBytes(nothing),
    content: nothing,
  };
  return [
    run({
      change: change(path, 'absent', `empty file ${mode}`),
      script: sh`(umask 077 && : >>${path})${settle({ ...wanted, mode }, path)}`,
      predicts: [predict(readPath(path), after)],
    }),
  ];
}

function planLink(path: string, target: string, found: PathStates): Plan {
  const state = stateAt(found, path);
  if (state.kind === 'link' && state.target === target) return [];
  if (state.kind === 'present') return new Unknown(`an earlier command makes ${path}`);
  if (state.kind !== 'link' && state.kind !== 'absent') {
    return new PlanFault(`${path} is a ${describeKind(state)} on the host, not a link`, {
      hint: 'remove it first',
    });
  }
  const folder = posix.dirname(path);
  const leads = followLink(stateAt(found, posix.resolve(folder, target)));
  return (
    findMissingFolder(path, stateAt(found, folder)) ?? [
      run({
        change: change(path, describeKind(state), `link to ${target}`),
        script: sh`ln -sfn -- ${target} ${path}`,
        predicts: [predict(readPath(path), { kind: 'link', target, leads })],
      }),
    ]
  );
}

/** Folders that no host can do without; a slip in a variable must not remove them. */
const VITAL = /^\/(bin|boot|dev|etc|home|lib|lib32|lib64|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?$/;

function planAbsence(path: string, state: PathState): Plan {
  if (state.kind === 'absent') return [];
  if (VITAL.test(path)) return new PlanFault(`${path} is vital to the host and is not removed`);
  const from = describeKind(state);
  const remove = state.kind === 'directory' || state.kind === 'present' ? sh`rm -rf` : sh`rm -f`;
  return [
    run({
      change: change(path, from, 'absent'),
      script: sh`${remove} -- ${path}`,
      predicts: [predict(readPath(path), { kind: 'absent' })],
    }),
  ];
}

function describeState(state: PathState): Predicted<Omit<Static<typeof Result>, 'path'>> {
  switch (state.kind) {
    case 'absent':
    case 'link':
      return { kind: state.kind, mode: '', owner: '', group: '' };
    case 'present': {
      const why = new Unknown('an earlier command makes it');
      return { kind: why, mode: why, owner: why, group: why };
    }
    default: {
      const { kind, mode, owner, group } = state;
      return { kind, mode: orEmpty(mode, ''), owner, group };
    }
  }
}
