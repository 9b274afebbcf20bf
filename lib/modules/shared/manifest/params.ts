import { t } from '../../../schema/build.ts';

/** What every object has. */
const OBJECT = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata'],
  properties: {
    apiVersion: { type: 'string', minLength: 1 },
    kind: { type: 'string', minLength: 1 },
    metadata: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', minLength: 1 } },
    },
  },
};

const CONTENT = {
  type: ['string', 'array', 'object'],
  allOf: [
    { if: { type: 'string' }, then: { format: 'kubernetes-manifest' } },
    { if: { type: 'array' }, then: { items: OBJECT, minItems: 1 } },
    { if: { type: 'object' }, then: OBJECT },
  ],
};

/** The params of the module `kubernetes-manifest`. */
export const ManifestParams = t.Object(
  {
    content: t.Optional(
      t.Value({
        description:
          'The objects: a text of YAML documents, which is left as it is, or a map or a list of maps, which is YAML 1.2 as the playbook is.',
        ...CONTENT,
      }),
    ),
    src: t.Optional(
      t.TextFile({
        description:
          "A file of this machine with such documents, from the playbook's folder or its `files` folder, instead of `content`.",
      }),
    ),
    template: t.Optional(
      t.TemplateFile({
        description:
          "A template of such documents, from the playbook's folder, its `templates` folder or the bundled ones, instead of `content`.",
      }),
    ),
    state: t.OneOf(['present', 'absent'], {
      default: 'present',
      description:
        'Whether the objects are wanted. "absent" deletes them, the last first, and goes by their kinds and names alone.',
    }),
    field_manager: t.String({
      default: 'k3play',
      description: 'Under which name the cluster remembers which fields are set here.',
      pattern: '^[!-~]{1,128}$',
    }),
    force_conflicts: t.Boolean({
      default: false,
      description:
        'Whether fields that others have set, and see to, are taken over. Else they are a failure.',
    }),
    kubectl: t.Optional(
      t.Words({
        description: 'The program, with its first words. Default: [/usr/local/bin/k3s, kubectl].',
        minItems: 1,
      }),
    ),
    kubeconfig: t.Optional(
      t.Path({ description: 'Kubeconfig on the host. Default: that which the program finds.' }),
    ),
  },
  { exactlyOne: ['content', 'src', 'template'] },
);
