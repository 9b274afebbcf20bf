import { reveal, Secret } from '../../core/secret.ts';
import { isUnknown } from '../../core/unknown.ts';
import { t, type Text } from '../../schema/build.ts';

const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const WEEKDAYS = 'sun|mon|tue|wed|thu|fri|sat';

/** The fields of a schedule in cron's order, with what a single value may be. */
const FIELDS = {
  minute: { value: '[0-5]?\\d', least: 0, most: 59, what: 'minutes, 0 to 59' },
  hour: { value: '[01]?\\d|2[0-3]', least: 0, most: 23, what: 'hours, 0 to 23' },
  day: { value: '0?[1-9]|[12]\\d|3[01]', least: 1, most: 31, what: 'days of the month, 1 to 31' },
  month: { value: `0?[1-9]|1[0-2]|${MONTHS}`, least: 1, most: 12, what: 'months, 1 to 12 or "jan" to "dec"' },
  weekday: {
    value: `[0-7]|${WEEKDAYS}`,
    least: 0,
    most: 7,
    what: 'days of the week, 0 (Sunday) to 6 or "sun" to "sat"',
  },
} as const;

type Field = keyof typeof FIELDS;

/** A value, a range, or all of them, each with a stride; several parted by commas. */
function field(name: Field) {
  const { value, least, most, what } = FIELDS[name];
  const range = `(\\*|(${value})(-(${value}))?)(/[1-9]\\d?)?`;
  const words = `${what}, in cron's form: "5", "1-5", "*/10" or "1,15"`;
  const description = `${words.replace(/^./, (first) => first.toUpperCase())}. Default: "*".`;
  const text = t.String({ description, pattern: `^${range}(,${range})*$`, refusal: `must be ${words}` });
  const number = t.Integer({ description, minimum: least, maximum: most });
  return t.Optional(t.Union([text, number], { description }));
}

export const scheduleParams = {
  minute: field('minute'),
  hour: field('hour'),
  day: field('day'),
  month: field('month'),
  weekday: field('weekday'),
};

type Schedule = { readonly [K in Field]?: string | number | undefined };

export interface CronEntry extends Schedule {
  readonly special_time?: string | undefined;
  readonly user: string;
  readonly job: Text;
  readonly environment: Readonly<Record<string, Text>>;
}

/** The file of /etc/cron.d; secret where the job or a variable is. */
export function formatEntry(entry: CronEntry): Text {
  const { special_time: special, user, job, environment } = entry;
  const parts = [job, ...Object.values(environment)];
  const unknown = parts.find(isUnknown);
  if (unknown) return unknown;
  const fields = (Object.keys(FIELDS) as Field[]).map((name) => entry[name] ?? '*').join(' ');
  const lines = [
    '# Written by k3play; changes are lost.',
    ...Object.entries(environment).map(([name, value]) => `${name}=${quoteValue(textOf(value))}`),
    `${special === undefined ? fields : `@${special}`} ${user} ${textOf(job)}`,
  ];
  const text = lines.map((line) => `${line}\n`).join('');
  return parts.some((part) => part instanceof Secret) ? new Secret(text) : text;
}

/** What cron cannot take, in words; it has no way to quote a line end, or both kinds of quotes. */
export function findUnfit({ job, environment }: CronEntry): string | undefined {
  if (/[\n\r]/.test(textOf(job))) return '"job" must be one line';
  const odd = Object.keys(environment).find((name) => {
    const value = textOf(environment[name] ?? '');
    return /[\n\r]/.test(value) || (value.includes('"') && value.includes("'"));
  });
  return odd === undefined ? undefined : `cron cannot take a line end, or " and ' together, in ${odd}`;
}

function quoteValue(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

function textOf(value: Text): string {
  return isUnknown(value) ? '' : reveal(value);
}
