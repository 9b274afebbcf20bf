import { sh, type Script } from '../connection/sh.ts';
import { Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { readBoot, readBootHere, readRebootRequired } from './shared/boot.ts';
import { change, PlanFault, predict, run } from './step.ts';

const Params = t.Object({
  if: t.OneOf(['always', 'required'], {
    description:
      'When: each time, or only where the distribution says that what was installed needs it (`/run/reboot-required`, `needs-restarting`, `zypper needs-rebooting`).',
    default: 'always',
  }),
  timeout: t.Number({
    description: 'How long it may take until the host is back, in seconds.',
    default: 600,
    minimum: 1,
    maximum: 86_400,
  }),
  message: t.Optional(
    t.String({
      description: 'What users who are logged in are told, where the host has `wall`.',
      minLength: 1,
    }),
  ),
});

const Result = t.Object({
  rebooted: t.Boolean({ description: 'Whether the host was rebooted.' }),
  boot: t.String({ description: 'Id of the boot that the host is in now.' }),
});

/** Between two attempts to reach the host. */
const INTERVAL_MS = 2000;
/** A shell that goes down with the host is ended by one of HUP, KILL, TERM. */
const ENDED = [0, 129, 137, 143];

export const reboot = defineModule({
  name: 'reboot',
  summary: 'Reboots the host and waits until it is back, as another boot.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Start the kernel that was installed', params: { if: 'required' } },
    { title: 'Say so to who is logged in', params: { message: 'back in a minute', timeout: 300 } },
  ],
  reads: ({ params }) => ({
    boot: readBoot(),
    here: readBootHere(),
    ...(params.if === 'required' && { required: readRebootRequired() }),
  }),
  plan({ params, found: { boot, here, required } }) {
    if (required === false) return [];
    if (boot === '') return new PlanFault('the host does not tell which boot it is in');
    if (boot === here) {
      const hint = 'the run would end with it';
      return new PlanFault('the host is the machine that k3play runs on', { hint });
    }
    const isBack = (answer: string): boolean => answer !== '' && answer !== boot;
    return [
      run({
        change: change('the host', 'running', 'rebooted'),
        script: rebootHost(params),
        codes: ENDED,
        predicts: [
          predict(readBoot(), new Unknown('the host is rebooted')),
          predict(readRebootRequired(), false),
        ],
        restarts: {
          read: readBoot(),
          isBack: (answer) => isBack(String(answer)),
          intervalMs: INTERVAL_MS,
          timeoutMs: params.timeout * 1000,
        },
        confirm: (after) => (isBack(String(after['boot'])) ? undefined : 'the host is in the boot it was in'),
      }),
    ];
  },
  output: ({ found: { boot }, ran, pending = false }) => ({ rebooted: pending || ran.length > 0, boot }),
});

function rebootHost({ message }: Static<typeof Params>): Script {
  const tell = sh`! command -v wall >/dev/null || wall ${message ?? ''} 2>/dev/null || :`;
  const go = sh`if [ -d /run/systemd/system ]; then systemctl reboot
elif command -v shutdown >/dev/null; then shutdown -r now
else reboot
fi`;
  return message === undefined ? go : sh.lines(tell, go);
}
