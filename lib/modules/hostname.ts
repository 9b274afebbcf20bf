import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { planKernelSetting, readKernelSetting } from './shared/kernel-setting.ts';
import { readTarget } from './shared/place-file.ts';
import { planTextFile } from './shared/text-file.ts';
import { splitLines } from './shared/text-lines.ts';
import { isSteps, PlanFault, type Plan } from './step.ts';

const FILE = '/etc/hostname';
const LABEL = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

const Params = t.Object({
  name: t.String({
    description:
      'Name of the host, of 64 characters at most; a short one is usual. /etc/hosts is left alone.',
    pattern: `^(?=.{1,64}$)${LABEL}(\\.${LABEL})*$`,
    refusal: 'must be letters, digits and hyphens, parts parted by dots, 64 characters at most',
    examples: ['web1'],
  }),
});

const Result = t.Object({
  name: t.String({ description: 'What the host calls itself.' }),
});

export const hostname = defineModule({
  name: 'hostname',
  summary: 'Names the host, now and after the next boot.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [{ title: 'Name a host', params: { name: 'web1' } }],
  reads: () => ({ kernel: readKernelSetting('kernel.hostname'), ...readTarget(FILE) }),
  plan({ params: { name }, found }): Plan {
    if (!found.kernel.exists) return new PlanFault('the kernel of this host does not tell its name');
    const now = planKernelSetting('kernel.hostname', { value: name, is: found.kernel.value });
    const kept = planTextFile(
      {
        path: FILE,
        mode: '0644',
        edit: (text) => (nameIn(text) === name ? text : `${name}\n`),
        missing: '',
      },
      found,
    );
    return isSteps(kept) ? [...now, ...kept] : kept;
  },
  output: ({ found }) => ({ name: found.kernel.exists ? found.kernel.value : '' }),
});

/** The file may have comments. */
function nameIn(text: string): string | undefined {
  return splitLines(text)
    .map((line) => line.trim())
    .find((line) => !/^(#|$)/.test(line));
}
