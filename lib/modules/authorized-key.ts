import { reveal, Secret } from '../core/secret.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { addKeys, listKeys, parseKeys, removeKeys } from './shared/authorized-keys.ts';
import { decodeText } from './shared/file-content.ts';
import { keyFileOf, planKeyFile, readKeyFile } from './shared/key-file.ts';
import { PlanFault, type Plan } from './step.ts';

const Params = t.Object(
  {
    user: t.String({
      description: 'Login name of the user who is let in by the key.',
      pattern: '^[A-Za-z_][A-Za-z0-9_.-]*\\$?$',
      examples: ['deploy'],
    }),
    key: t.Text({
      description:
        'A public key as in a .pub file, or several, one a line. A key is told by its type and its bytes, whatever its comment.',
    }),
    state: t.OneOf(['present', 'absent'], {
      default: 'present',
      description: 'Whether the keys are wanted.',
    }),
    options: t.Optional(
      t.String({
        description:
          'What the keys are limited to. "" is no limit; without it, options before the key count, and where there are none those on the host stay.',
        pattern: '^([^\\s"]|"([^"\\\\\\n]|\\\\.)*")*$',
        examples: ['from="10.0.0.0/8",no-agent-forwarding'],
      }),
    ),
    comment: t.Optional(
      t.String({
        description:
          'Comment after the keys. Without it a new key has its own, and one on the host keeps its.',
        pattern: '^[^\\n]*$',
      }),
    ),
    exclusive: t.Boolean({
      default: false,
      description: 'Whether all other keys of the user go.',
    }),
  },
  {
    if: { required: ['state'], properties: { state: { const: 'absent' } } },
    then: { properties: { options: false, comment: false, exclusive: { const: false } } },
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the file with the keys; "" where there is no such user.' }),
  keys: t.Integer({ description: 'How many keys let the user in.' }),
});

export const authorizedKey = defineModule({
  name: 'authorized-key',
  summary: 'Lets a user in by public keys, or no longer.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Let a key in, from one network only',
      params: { user: 'deploy', key: '{{ deploy_key }}', options: 'from="10.0.0.0/8"' },
    },
    {
      title: 'These keys and no others',
      params: { user: 'root', key: '{{ alice_key }}\n{{ bob_key }}\n', exclusive: true },
    },
    { title: 'Shut a key out', params: { user: 'deploy', key: '{{ old_key }}', state: 'absent' } },
  ],
  reads: ({ params }) => readKeyFile(params.user),
  plan({ params, found }): Plan {
    const { user } = found;
    const isWanted = params.state === 'present';
    if (!user.exists) return isWanted ? missingUser(params) : [];
    if (!isWanted && found.file.kind === 'absent') return [];
    if (isUnknown(user.home)) return user.home;
    if (isUnknown(params.key)) return params.key;
    const keys = parseKeys(reveal(params.key));
    if (keys instanceof PlanFault) return keys;
    const edit = (text: string): string | Secret => {
      const edited = isWanted ? addKeys(text, { ...params, keys }) : removeKeys(text, keys);
      return params.key instanceof Secret ? new Secret(edited) : edited;
    };
    return planKeyFile({ user: params.user, home: user.home, group: user.group, isWanted, edit }, found);
  },
  output({ found: { user, file } }) {
    const path = user.exists ? (isUnknown(user.home) ? user.home : keyFileOf(user.home)) : '';
    const content = file.kind === 'file' ? file.content : Buffer.alloc(0);
    if (isUnknown(content)) return { path, keys: content };
    const text = content && decodeText(content);
    return {
      path,
      keys: text === undefined ? new Unknown('the file cannot be read') : listKeys(text).length,
    };
  },
});

function missingUser({ user }: Params): PlanFault {
  return new PlanFault(`there is no user ${user} on this host`, {
    hint: `make it in a task before this one: user: { name: ${user} }`,
  });
}
