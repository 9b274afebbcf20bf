import { posix } from 'node:path';
import { Secret } from '../../core/secret.ts';
import { findUnknown, isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { defineModule } from '../define.ts';
import { planDirectory, stateAt } from '../shared/directory.ts';
import { decodeText } from '../shared/file-content.ts';
import { readWithFolders } from '../shared/file-with-folders.ts';
import { planOwnership } from '../shared/ownership.ts';
import type { FilePath, PathState } from '../shared/path-state.ts';
import { planFile } from '../shared/place-file.ts';
import { isSteps, PlanFault, predict, type Plan, type Prediction, type Step } from '../step.ts';
import { DATA_DIR } from './shared/data-dir.ts';
import { compareSettings, describeSettingsChange, withNewSettings } from './shared/settings-change.ts';
import { parseSettings, renderSettings, type Settings } from './shared/settings.ts';
import { checkSettings } from './shared/settings-rules.ts';
import { readToken } from './shared/token-read.ts';
import { describeUnknownSettings } from './shared/unknown-settings.ts';

const Params = t.Object({
  role: t.OneOf(['server', 'agent'], {
    description: 'What the host is: settings of the other role are refused.',
  }),
  settings: t.Settings({
    description:
      'Settings by flag of `k3s server` or `k3s agent`, without the dashes. A null leaves the setting out.',
  }),
  path: t.Path({
    default: '/etc/rancher/k3s/config.yaml',
    description: 'Path of the file. Only root may read it.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the file.' }),
  unknown_settings: t.Array(t.String({ description: 'A setting, with the nearest one that is known.' }), {
    description: 'Settings that no release of K3s known to k3play has. K3s ends at one it does not know.',
  }),
});

const OWNERSHIP = { mode: '0600', owner: 'root', group: 'root' };

export const k3sConfig = defineModule({
  name: 'k3s-config',
  summary: "Writes K3s's config.yaml, comparing setting by setting with the one that is there.",
  params: Params,
  result: Result,
  examples: [
    {
      title: 'A server',
      params: {
        role: 'server',
        settings: {
          token: '{{ k3s.token }}',
          'datastore-endpoint': 'postgres://k3s:{{ password }}@10.0.0.5:5432/k3s',
          'tls-san': ['k3s.example.org'],
        },
      },
    },
    {
      title: 'An agent',
      params: {
        role: 'agent',
        settings: { server: 'https://k3s.example.org:6443', token: '{{ k3s.token }}' },
      },
    },
  ],
  reads: ({ params }) => readWithFolders(params.path),
  plan({ params, found }) {
    const settings = wantedSettings(params);
    if (settings instanceof PlanFault) return settings;
    const folder = planDirectory(posix.dirname(params.path), {}, found);
    if (!isSteps(folder)) return folder;
    const file = planConfig(params.path, settings, stateAt(found, params.path));
    return isSteps(file) ? [...folder, ...file] : file;
  },
  output: ({ params: { path, role, settings } }) => {
    const given: unknown = settings;
    const keys = isUnknown(given) ? [] : Object.keys(settings).filter((key) => settings[key] !== null);
    return { path, unknown_settings: [...describeUnknownSettings(role, keys)] };
  },
  show: ({ unknown_settings: unknown }) =>
    Array.isArray(unknown) && unknown.length > 0
      ? `warning: K3s may not know ${unknown.join(', ')}, and would not start with it`
      : undefined,
});

/** In check mode the settings may be unknown as a whole, or leaf by leaf. */
function wantedSettings({ role, settings }: Params): Settings | Unknown | PlanFault {
  const given: unknown = settings;
  return isUnknown(given) ? given : checkSettings(role, settings);
}

function planConfig(path: string, settings: Settings | Unknown, file: PathState): Plan {
  const unknown = findUnknown(isUnknown(settings) ? settings : [...settings.values()]);
  const content = unknown ?? new Secret(isUnknown(settings) ? '' : renderSettings(settings));
  // The folder is there or was planned: planFile need not look for it.
  const upload = planFile({ path, content, ...OWNERSHIP }, { file, folder: { kind: 'present' } });
  if (!isSteps(upload) || isUnknown(settings)) return upload;
  if (file.kind !== 'file') return upload.map((step) => withNewSettings(step, settings));
  return planChanges(path, { settings, file, upload });
}

interface Existing {
  readonly settings: Settings;
  readonly file: FilePath;
  /** What putting the file in place takes, where its settings differ. */
  readonly upload: readonly Step[];
}

function planChanges(path: string, { settings, file, upload }: Existing): Plan {
  if (isUnknown(file.content)) return upload;
  const text = file.content && decodeText(file.content);
  const present = text === undefined ? undefined : parseSettings(text);
  if (!present) return upload;
  const { changed, uncertain } = compareSettings(present, settings);
  if (changed.length === 0 && uncertain.length === 0) {
    const withOwnership = (ownership: object): PathState => ({ ...file, ...ownership });
    return planOwnership(OWNERSHIP, { path, state: file, withOwnership });
  }
  const keys = [...changed, ...uncertain].sort();
  const described = describeSettingsChange(path, { keys, present, settings });
  return upload.map((step) => {
    if (step.kind !== 'put') return step;
    const predicts = [...(step.predicts ?? []), ...predictTokens(keys, settings)];
    return { ...step, change: described, certain: changed.length > 0 ? undefined : false, predicts };
  });
}

/** A server writes the token of agents anew when it starts with another. */
function predictTokens(keys: readonly string[], settings: Settings): Prediction[] {
  if (!keys.includes('agent-token')) return [];
  const folder = settings.get('data-dir') ?? DATA_DIR;
  const later = new Unknown('the server writes it when it starts with the new setting');
  return [predict(readToken(`${String(folder)}/server/agent-token`), later)];
}
