import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { allowByFirewalld, readFirewalld, type FirewalldState } from './shared/firewall/firewalld.ts';
import { describeRule, findMissing, type Rule } from './shared/firewall/rule.ts';
import { ANY, parseSource } from './shared/firewall/source.ts';
import { allowByUfw, readUfw, type UfwState } from './shared/firewall/ufw.ts';
import { change, PlanFault, predict, run, type RunStep } from './step.ts';

const Allowed = t.Object(
  {
    from: t.String({ description: 'Address or network that may come in, or "any".', minLength: 1 }),
    port: t.Optional(
      t.String({
        description: 'Port or range of ports, "51820-51821". Without it all of the protocol.',
        pattern: '^\\d{1,5}(-\\d{1,5})?$',
      }),
    ),
    protocol: t.OneOf(['tcp', 'udp', 'vrrp', 'any'], {
      default: 'tcp',
      description:
        'Protocol; `any` is TCP and UDP where there is a port, and everything where there is none.',
    }),
  },
  {
    if: { required: ['protocol'], properties: { protocol: { const: 'vrrp' } } },
    then: { properties: { port: false } },
  },
);

const Params = t.Object({
  allow: t.Array(Allowed, { description: 'Who may come in, and to what.' }),
  address: t.Optional(
    t.String({
      description:
        "The host's own address that they come to; it says which zone of firewalld is meant. Default: the default zone.",
    }),
  ),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  active: t.Array(t.String({ description: '"firewalld" or "ufw".' }), {
    description: 'Firewalls that are on.',
  }),
});

/** It only lets in: nothing that is let in already is taken back, and a firewall that is off stays off. */
export const firewall = defineModule({
  name: 'firewall',
  summary: 'Lets other hosts in where firewalld or ufw is on, now and after the next start.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Let two hosts reach the kubelet, and pods everything',
      params: {
        allow: [
          { from: '10.0.0.21', port: '10250' },
          { from: '10.0.0.22', port: '10250' },
          { from: '10.42.0.0/16', protocol: 'any' },
        ],
      },
    },
  ],
  reads: ({ params }) => ({ ufw: readUfw(), firewalld: readFirewalld(params.address) }),
  plan({ params, found }) {
    if (!found.ufw.active && !found.firewalld.active) return [];
    const odd = params.allow.find(({ from }) => parseSource(from) === undefined);
    if (odd) {
      return new PlanFault(`the firewall is on, and "${odd.from}" is neither an address nor a network`, {
        hint: 'rules of firewalls are of addresses: give the host its address in the inventory',
      });
    }
    const wanted = rulesOf(params);
    if (wanted.some(({ source, what }) => source === ANY && !what.includes('/'))) {
      return new PlanFault('a rule without a port would let anybody in');
    }
    return [...planUfw(wanted, found.ufw), ...planFirewalld(wanted, { params, state: found.firewalld })];
  },
  output: ({ found }) => ({
    active: [...(found.firewalld.active ? ['firewalld'] : []), ...(found.ufw.active ? ['ufw'] : [])],
  }),
});

function rulesOf({ allow }: Params): Rule[] {
  const rules = allow.flatMap(({ from, port, protocol }) => {
    const source = parseSource(from) ?? ANY;
    if (port === undefined) return [{ source, what: protocol === 'any' ? 'all' : protocol }];
    const protocols = protocol === 'any' ? ['tcp', 'udp'] : [protocol];
    return protocols.map((each) => ({ source, what: `${port}/${each}` }));
  });
  return [...new Map(rules.map((rule) => [describeRule(rule), rule])).values()];
}

function planUfw(wanted: readonly Rule[], state: UfwState): RunStep[] {
  const missing = state.active ? findMissing(wanted, state.rules) : [];
  if (missing.length === 0) return [];
  const after = [...state.rules, ...missing];
  return [
    run({
      change: describeChange('ufw', { before: state.rules, missing }),
      script: allowByUfw(missing),
      timeoutMs: 300_000,
      predicts: [predict(readUfw(), { ...state, rules: after })],
    }),
  ];
}

function planFirewalld(
  wanted: readonly Rule[],
  { params, state }: { readonly params: Params; readonly state: FirewalldState },
): RunStep[] {
  const runtime = state.active ? findMissing(wanted, state.runtime) : [];
  const permanent = state.active ? findMissing(wanted, state.permanent) : [];
  if (runtime.length + permanent.length === 0) return [];
  const missing = wanted.filter((rule) => runtime.includes(rule) || permanent.includes(rule));
  const after = {
    ...state,
    runtime: [...state.runtime, ...runtime],
    permanent: [...state.permanent, ...permanent],
  };
  return [
    run({
      change: describeChange(`firewalld, zone ${state.zone}`, { before: state.permanent, missing }),
      script: allowByFirewalld(state.zone, { runtime, permanent }),
      timeoutMs: 300_000,
      predicts: [predict(readFirewalld(params.address), after)],
    }),
  ];
}

function describeChange(
  where: string,
  { before, missing }: { readonly before: readonly Rule[]; readonly missing: readonly Rule[] },
): RunStep['change'] {
  const words = missing.map(describeRule);
  const shown =
    words.length > 3 ? `${words.slice(0, 3).join(', ')} and ${words.length - 3} more` : words.join(', ');
  const text = (rules: readonly Rule[]): string => rules.map((rule) => `${describeRule(rule)}\n`).join('');
  const diff = { before: text(before), after: text([...before, ...missing]) };
  return change(`rules of ${where}`, `${words.length} missing`, `lets in ${shown}`, diff);
}
