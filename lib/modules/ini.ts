import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { editIni, type IniEdit } from './shared/edit-ini.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { readTarget } from './shared/place-file.ts';
import { inState } from './shared/place-params.ts';
import {
  createParam,
  describeMissing,
  planTextFile,
  textFileParams,
  textPathParam,
} from './shared/text-file.ts';
import { hasLineEnd } from './shared/text-lines.ts';
import { PlanFault } from './step.ts';

const Params = t.Object(
  {
    path: textPathParam,
    section: t.Optional(
      t.String({
        description:
          'Name of the section, without brackets. Without it, what comes before the first section.',
        pattern: '^[^\\[\\]\\n]+$',
      }),
    ),
    option: t.Optional(
      t.String({
        description: 'Name of the option. Where it is missing, state "absent" takes the whole section away.',
        pattern: '^[^=\\s#;\\[]([^=\\n]*[^=\\s])?$',
      }),
    ),
    value: t.Optional(
      t.Text({
        description:
          'Its value. Where the section has the option several times, the last one gets it and the others go.',
      }),
    ),
    allow_no_value: t.Boolean({
      description: 'Whether the option may do without `value`; it is then written without "=".',
      default: false,
    }),
    no_extra_spaces: t.Boolean({
      description: 'Whether a new option has no spaces around its "=". One that is there keeps what it has.',
      default: false,
    }),
    separator: t.Optional(
      t.String({
        description:
          'What stands between an option and its value: "=" or ":", and the blanks that a new option gets around it. Default: " = ".',
        pattern: '^[ \\t]*[=:][ \\t]*$',
        examples: [': '],
      }),
    ),
    state: t.OneOf(['present', 'absent'], {
      description: 'Whether the option is wanted.',
      default: 'present',
    }),
    create: createParam,
    ...textFileParams,
  },
  {
    allOf: [
      { if: inState('present'), then: { required: ['option'] } },
      { if: { required: ['separator'] }, then: { properties: { no_extra_spaces: { const: false } } } },
      { if: inState('absent'), then: { anyOf: [{ required: ['section'] }, { required: ['option'] }] } },
    ],
  },
);
type Params = Static<typeof Params>;

export const ini = defineModule({
  name: 'ini',
  summary: 'Sees to one option of an INI file, and leaves comments and order as they are.',
  withoutFacts: true,
  params: Params,
  result: FileResult,
  examples: [
    {
      title: 'Keep the journal small',
      params: {
        path: '/etc/systemd/journald.conf',
        section: 'Journal',
        option: 'SystemMaxUse',
        value: '500M',
        no_extra_spaces: true,
      },
    },
    {
      title: 'Have MariaDB look up no names',
      params: {
        path: '/etc/mysql/conf.d/names.cnf',
        section: 'mysqld',
        option: 'skip-name-resolve',
        allow_no_value: true,
        create: true,
      },
    },
    {
      title: 'Take a section away',
      params: { path: '/etc/app.ini', section: 'cache', state: 'absent' },
    },
  ],
  reads: ({ params }) => readTarget(params.path),
  plan({ params, found }) {
    const edit = parseEdit(params);
    if (edit instanceof PlanFault) return edit;
    return planTextFile(
      { ...params, edit: (text) => editIni(text, edit), missing: describeMissing(params) },
      found,
    );
  },
  output: ({ params, found }) => describeFile(params.path, found.file),
});

function parseEdit(params: Params): IniEdit | PlanFault {
  const { state, section, option, value } = params;
  if (state === 'present' && option === undefined) return new PlanFault('ini needs "option"');
  if (params.separator?.includes(':') === true && option?.includes(':') === true) {
    return new PlanFault(`option "${option}" holds the ":" that is to part it from its value`);
  }
  if (option === undefined && section === undefined) {
    return new PlanFault('ini needs "section" or "option"');
  }
  if (state === 'present' && value === undefined && !params.allow_no_value) {
    return new PlanFault(`option "${option}" has no "value"`, {
      hint: 'allow_no_value: true writes it without one',
    });
  }
  if (value !== undefined && hasLineEnd(value)) {
    return new PlanFault('"value" must be one line', {
      hint: 'template writes values of several lines',
    });
  }
  return {
    state,
    section,
    option,
    value,
    separator: params.separator ?? (params.no_extra_spaces ? '=' : ' = '),
  };
}
