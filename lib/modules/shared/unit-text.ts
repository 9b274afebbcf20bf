import { sh } from '../../connection/sh.ts';
import { reveal } from '../../core/secret.ts';
import { isUnknown } from '../../core/unknown.ts';
import { t, type Text } from '../../schema/build.ts';
import { isTemplate, type UnitState } from './unit.ts';

const VALUE = 'Value; a list is the key several times, and "" takes back what came before.';

/** The param `sections` of a unit, in which each section has its keys. */
export const sectionsParam = t.Map(settings('Keys of a section.'), {
  description: 'Sections of the unit, and in them keys with their values, as in a file.',
  propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9-]*$' },
});

export type Settings = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Keys of one section with their values. */
export function settings(description: string) {
  return t.Map(
    t.Union(
      [
        t.String({ description: VALUE }),
        t.Integer({ description: VALUE }),
        t.Boolean({ description: VALUE }),
        t.Array(t.String({ description: VALUE }), { description: VALUE }),
      ],
      { description: VALUE },
    ),
    { description, propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9]*$' } },
  );
}

/** The text of a unit file. */
export function formatUnit(sections: Readonly<Record<string, Settings>>): string {
  return Object.entries(sections)
    .map(([name, keys]) => [`[${name}]`, ...Object.entries(keys).flatMap(formatKey), ''].join('\n'))
    .join('\n');
}

/** A value over several lines goes on where a line ends in a backslash. */
function formatKey([key, value]: [string, Settings[string]]): string[] {
  const values = typeof value === 'object' ? value : [value];
  return values.map((one) => `${key}=${String(one).trimEnd().split('\n').join(' \\\n  ')}`);
}

/** The unit as systemd will see it by a new text, once it has read it. */
export function stateAfter(
  name: string,
  { unit, text }: { readonly unit: UnitState; readonly text: Text },
): UnitState {
  if (isTemplate(name)) return { ...unit, exists: true, needsReload: false };
  const plain = isUnknown(text) ? '[Install]' : reveal(text);
  const isInstallable = /^\s*\[Install\]/m.test(plain);
  const enabled = unit.enabled === 'enabled' || unit.enabled === 'masked' ? unit.enabled : undefined;
  return {
    ...unit,
    exists: true,
    enabled: enabled ?? (isInstallable ? 'disabled' : 'static'),
    needsReload: false,
    endsByDesign:
      /^\s*Type\s*=\s*oneshot/m.test(plain) && !/^\s*RemainAfterExit\s*=\s*(yes|true|on|1)/m.test(plain),
  };
}

/**
 * A command that has systemd judge a new file by the name that it will have; where the host's systemd has no such
 * judge that is strict, it is let pass. A part of a unit is judged with the unit, where that is there.
 */
export function judgeUnit(unit: string, part?: string): string {
  const file = part === undefined ? sh`"$d"/${unit}` : sh`"$d"/${`${unit}.d`}/${part}`;
  const subject = part === undefined ? file : sh`${unit}`;
  const folder =
    part === undefined ? sh`:` : sh`mkdir "$d"/${`${unit}.d`} && systemctl cat -- ${unit} >/dev/null 2>&1`;
  return sh`( systemd-analyze --help 2>/dev/null | grep -q -e --recursive-errors || exit 0
d=$(mktemp -d) || exit
trap 'rm -rf -- "$d"' EXIT
${folder} || exit 0
cp -- ${sh.raw('%s')} ${file} && SYSTEMD_UNIT_PATH="$d:" systemd-analyze --man=no --recursive-errors=no verify ${subject} )`
    .text;
}
