import { DiagnosticsError, describePlace } from '../core/diagnostic.ts';
import { holdsSecret, revealAll, Secret } from '../core/secret.ts';
import { findUnknown, isUnknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { editValue, type ValueEdit } from '../source/edit-value.ts';
import { parseValueKeys, type ValueKeys } from '../source/value-keys.ts';
import { defineModule } from './define.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { readTarget } from './shared/place-file.ts';
import { inState } from './shared/place-params.ts';
import {
  createParam,
  describeMissing,
  planTextFile,
  textFileParams,
  textPathParam,
  type EditedText,
} from './shared/text-file.ts';
import { PlanFault } from './step.ts';

const Params = t.Object(
  {
    path: textPathParam,
    key: t.Union(
      [
        t.String({ description: 'Keys in one text.', minLength: 1 }),
        t.Array(
          t.Union(
            [
              t.String({ description: 'Key of a map.' }),
              t.Integer({ minimum: 0, description: 'Item of a list.' }),
            ],
            { description: 'A key of a map, or the number of an item, from 0.' },
          ),
          { description: 'Keys, one each.', minItems: 1 },
        ),
      ],
      {
        description:
          'Where the value is: `server.names[0]`, `labels["app.io/name"]`, or a list of keys. Maps that lead there are made; the number behind the last item adds one.',
      },
    ),
    value: t.Optional(
      t.Value({
        description:
          'The value: text, number, boolean, null, list or map. It takes the place of the whole value.',
      }),
    ),
    state: t.OneOf(['present', 'absent'], {
      description: 'Whether the value is wanted.',
      default: 'present',
    }),
    format: t.Optional(
      t.OneOf(['json', 'yaml'], {
        description: 'What the file is. Default: what its name ends in, .json, .yaml or .yml.',
      }),
    ),
    create: createParam,
    ...textFileParams,
  },
  {
    allOf: [
      { if: inState('present'), then: { required: ['value'] } },
      { if: inState('absent'), then: { properties: { value: false } } },
    ],
  },
);
type Params = Static<typeof Params>;

export const value = defineModule({
  name: 'value',
  summary: 'Sees to one value of a JSON or YAML file, and leaves all else of the file as it stands.',
  withoutFacts: true,
  params: Params,
  result: FileResult,
  examples: [
    {
      title: 'Have Docker rotate its logs',
      params: {
        path: '/etc/docker/daemon.json',
        key: 'log-opts',
        value: { 'max-size': '10m', 'max-file': '3' },
        create: true,
      },
    },
    {
      title: 'Give an interface another address',
      params: {
        path: '/etc/netplan/50-static.yaml',
        key: 'network.ethernets.eth0.addresses',
        value: ['10.0.0.11/24'],
        backup: true,
      },
    },
    {
      title: 'Take a label away',
      params: { path: '/etc/app/labels.yaml', key: 'labels["app.io/old"]', state: 'absent' },
    },
  ],
  reads: ({ params }) => readTarget(params.path),
  plan({ params, found }) {
    const wanted = parseEdit(params);
    if (wanted instanceof PlanFault) return wanted;
    return planTextFile(
      { ...params, edit: (text) => editText(text, wanted), missing: describeMissing(params) },
      found,
    );
  },
  output: ({ params, found }) => describeFile(params.path, found.file),
});

function parseEdit({
  path,
  key,
  value: wanted,
  state,
  format = formatOf(path),
}: Params): ValueEdit | PlanFault {
  const keys: ValueKeys | undefined = typeof key === 'string' ? parseValueKeys(key) : key;
  if (keys === undefined) {
    return new PlanFault(`"key" is no path of keys: ${String(key)}`, {
      hint: 'as in server.names[0], or labels["app.io/name"], or a list of keys',
    });
  }
  if (format === undefined) {
    return new PlanFault(`the name of ${path} does not say whether it is JSON or YAML`, {
      hint: 'format: json or format: yaml says so',
    });
  }
  if (state === 'present' && wanted === undefined) return new PlanFault('value needs "value"');
  return { file: path, format, keys, value: state === 'absent' ? undefined : wanted };
}

function formatOf(path: string): Params['format'] {
  if (/\.json$/i.test(path)) return 'json';
  return /\.ya?ml$/i.test(path) ? 'yaml' : undefined;
}

function editText(text: string, wanted: ValueEdit): EditedText {
  const unknown = findUnknown(wanted.value);
  if (isUnknown(unknown)) return unknown;
  try {
    const edited = editValue(text, { ...wanted, value: revealAll(wanted.value) });
    return holdsSecret(wanted.value) ? new Secret(edited) : edited;
  } catch (error) {
    if (error instanceof DiagnosticsError) return describeFaults(error);
    throw error;
  }
}

function describeFaults({ diagnostics }: DiagnosticsError): PlanFault {
  const [first] = diagnostics;
  const message = diagnostics
    .slice(0, 3)
    .map((one) => `${describePlace(one)}${one.message}`)
    .join('; ');
  return new PlanFault(message, first?.hint === undefined ? {} : { hint: first.hint });
}
