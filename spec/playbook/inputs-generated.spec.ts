import assert from 'node:assert/strict';
import { describeDiagnostic } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { readInventory } from '../../lib/inventory/load.ts';
import { resolveInputs } from '../../lib/playbook/inputs.ts';
import { wantsCertificates } from '../../lib/playbook/inputs-marks.ts';
import type { InputsSchema } from '../../lib/playbook/model.ts';
import type { CertificatesRequest } from '../../lib/secrets/certificates.ts';
import { parseDocument } from '../../lib/source/document.ts';

const TLS = {
  type: 'object',
  description: 'Certificates.',
  secret: true,
  generate: { certificates: { group: 'db', client: 'app' } },
  additionalProperties: false,
  required: ['ca'],
  properties: {
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    client_cert: { type: 'string' },
    client_key: { type: 'string' },
  },
};
const SCHEMAS: InputsSchema = { app: { type: 'object', default: {}, properties: { tls: TLS } } };
const HOSTS = `
groups:
  db: { hosts: { d1: { address: 10.0.0.1 }, d2: { address: "fe80::2%eth0" }, d3: } }
  web: { hosts: { w1: } }
`;
const HERE = ['localhost', '127.0.0.1', '::1'];
const REACHED = ['d1', '10.0.0.1', 'd2', 'fe80::2', 'd3', ...HERE];

function resolve(text: string, schemas = SCHEMAS) {
  const asked = new Map<string, CertificatesRequest>();
  const generated = {
    get: () => assert.fail('no text was wanted'),
    certificates: (name: string, request: CertificatesRequest) => {
      const known = asked.get(name) ?? request;
      if (JSON.stringify(known) !== JSON.stringify(request)) return undefined;
      asked.set(name, request);
      const secret = new Secret('k');
      return { ca: 'A', cert: 'B', key: secret, client_cert: 'C', client_key: secret };
    },
  };
  const inventory = readInventory(parseDocument(text, 'hosts.yml'));
  const resolved = resolveInputs(schemas, inventory, { generated });
  const tlsOf = (host: string) =>
    (resolved.inputsOf(host)['app'] as { readonly tls?: Readonly<Record<string, unknown>> }).tls;
  return { tlsOf, told: resolved.diagnostics.map(describeDiagnostic), asked: [...asked] };
}

describe('resolveInputs, of certificates', () => {
  for (const [what, text] of [
    ['by the word', 'generate'],
    ['by a map', '{ generate: {} }'],
  ] as const) {
    it(`makes them where they are asked for ${what}, for the names and addresses of the group`, () => {
      const { tlsOf, told, asked } = resolve(`vars: { app: { tls: ${text} } }${HOSTS}`);

      assert.deepEqual(told, []);
      assert.deepEqual(asked, [['app.tls', { names: REACHED, server: 'db', client: 'app' }]]);
      const tls = tlsOf('w1');
      assert.ok(tls?.['key'] instanceof Secret && tls['client_key'] instanceof Secret);
      assert.deepEqual([tls['ca'], tls['cert'], tls['client_cert']], ['A', 'B', 'C']);
    });
  }

  it('makes them where the schema asks for them by default', () => {
    const schemas = { app: { ...SCHEMAS['app'], properties: { tls: { ...TLS, default: 'generate' } } } };

    const { told, asked } = resolve(HOSTS, schemas);

    assert.deepEqual(told, []);
    assert.equal(asked.length, 1);
  });

  it('adds the names that are given', () => {
    const names = '[db.example.org, "*.db.example.org", 192.0.2.1, "2001:db8::1"]';

    const { asked, told } = resolve(`vars: { app: { tls: { generate: { names: ${names} } } } }${HOSTS}`);

    assert.deepEqual(told, []);
    const given = ['db.example.org', '*.db.example.org', '192.0.2.1', '2001:db8::1'];
    assert.deepEqual(asked[0]?.[1].names, [...REACHED.slice(0, -3), ...given, ...HERE]);
  });

  it('makes none where there are none, nor where they are given', () => {
    const without = resolve(HOSTS);
    const given = resolve(`vars: { app: { tls: { ca: mine } } }${HOSTS}`);

    assert.deepEqual([without.told, without.asked, without.tlsOf('d1')], [[], [], undefined]);
    assert.deepEqual([given.told, given.asked, given.tlsOf('d1')], [[], [], { ca: 'mine' }]);
  });

  const faults: Readonly<Record<string, readonly [text: string, told: string]>> = {
    'a name that is none': [
      `vars: { app: { tls: { generate: { names: [a b] } } } }${HOSTS}`,
      'hosts.yml:1:43: error: input app.tls.generate.names.0 ',
    ],
    'an unknown key': [
      `vars: { app: { tls: { generate: { nams: [] } } } }${HOSTS}`,
      'hosts.yml:1:41: error: input app.tls.generate: unknown key "nams" (did you mean "names"?)',
    ],
    'a group without hosts': [
      'vars: { app: { tls: generate } }\ngroups: { web: { hosts: { w1: } } }\n',
      'hosts.yml:1:21: error: input app.tls cannot be made: no host is in the group "db"',
    ],
    'names that differ between hosts': [
      `vars: { app: { tls: generate } }\ngroups:\n  db: { hosts: { d1: , d2: { vars: { app: { tls: { generate: { names: [x] } } } } } } }\n`,
      'hosts.yml:3:50: error: input app.tls must ask for the same names on all hosts',
    ],
    'another word': [
      `vars: { app: { tls: generated } }${HOSTS}`,
      'hosts.yml:1:21: error: input app.tls must be a map',
    ],
  };
  for (const [what, [text, start]] of Object.entries(faults)) {
    it(`tells ${what}, once`, () => {
      const { told } = resolve(text);

      assert.deepEqual(
        told.map((one) => one.slice(0, start.length)),
        [start],
      );
    });
  }
});

describe('wantsCertificates', () => {
  it('tells whether any input, however deep, may ask for certificates', () => {
    assert.equal(wantsCertificates(SCHEMAS), true);
    assert.equal(wantsCertificates({ a: { type: 'string', generate: { length: 9 } } }), false);
  });
});
