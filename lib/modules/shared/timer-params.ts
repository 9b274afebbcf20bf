import { t, type Static } from '../../schema/build.ts';
import { inState } from './place-params.ts';
import { formatUnit, settings, type Settings } from './unit-text.ts';

const SPAN = '^[0-9][0-9A-Za-z. ]*$';

export const TimerParams = t.Object(
  {
    name: t.String({
      description: 'Name of the timer and of its service, without a suffix.',
      pattern: '^[A-Za-z0-9:_-]+$',
      examples: ['backup'],
    }),
    command: t.Optional(
      t.String({
        description: "Command line in systemd's own form: the program by its path, `%` and `$` doubled.",
        pattern: '^[^\\n]*\\S[^\\n]*$',
      }),
    ),
    on_calendar: t.Optional(
      t.Words({
        description: 'When, as times of the calendar: "daily", "Mon..Fri 03:30", "*:0/15".',
        minItems: 1,
      }),
    ),
    on_boot: t.Optional(
      t.String({ description: 'So long after each boot: "5min".', pattern: SPAN, examples: ['5min'] }),
    ),
    every: t.Optional(
      t.String({
        description: 'So long after it was last due: "1h". For a first time it takes `on_boot`.',
        pattern: SPAN,
        examples: ['1h'],
      }),
    ),
    persistent: t.Boolean({
      default: false,
      description: 'Whether times of the calendar that were missed while the host was down are made up for.',
    }),
    random_delay: t.Optional(
      t.String({
        description: 'Up to so much later, by chance, so that not all hosts begin at once: "10min".',
        pattern: SPAN,
        examples: ['10min'],
      }),
    ),
    user: t.String({
      default: 'root',
      description: 'Who runs the command.',
      pattern: '^[A-Za-z_][A-Za-z0-9_.-]*\\$?$',
    }),
    description: t.Optional(t.String({ description: 'What it is for, in one line.', pattern: '^[^\\n]+$' })),
    service: t.Optional(settings('Further keys of the section Service.')),
    timer: t.Optional(settings('Further keys of the section Timer.')),
    state: t.OneOf(['started', 'stopped', 'absent'], {
      default: 'started',
      description:
        'Wanted state. `started` is now and at each boot, `stopped` never, `absent` without its files. A command that runs is let end.',
    }),
    verify: t.Boolean({
      default: true,
      description:
        'Whether systemd must accept the files before they are in place, and find the program. Passed over where it is older than 250.',
    }),
  },
  {
    allOf: [
      {
        if: { not: inState('absent') },
        then: { required: ['command'], anyOf: [{ required: ['on_calendar'] }, { required: ['on_boot'] }] },
      },
    ],
  },
);
type TimerParams = Static<typeof TimerParams>;

/** The text of the service. */
export function formatService({ name, command = '', user, description, service = {} }: TimerParams): string {
  const who: Settings = user === 'root' ? {} : { User: user };
  return formatUnit({
    Unit: { Description: description ?? name },
    Service: { Type: 'oneshot', ExecStart: command, ...who, ...service },
  });
}

/** The text of the timer. */
export function formatTimer(params: TimerParams): string {
  const { name, on_calendar: calendar, on_boot: boot, every, persistent, random_delay: delay } = params;
  const keys: Settings = {
    ...(calendar && { OnCalendar: calendar }),
    ...(boot !== undefined && { OnBootSec: boot }),
    ...(every !== undefined && { OnUnitActiveSec: every }),
    ...(persistent && { Persistent: true }),
    ...(delay !== undefined && { RandomizedDelaySec: delay }),
    ...params.timer,
  };
  return formatUnit({
    Unit: { Description: params.description ?? name },
    Timer: keys,
    Install: { WantedBy: 'timers.target' },
  });
}
