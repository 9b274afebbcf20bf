import assert from 'node:assert/strict';
import { describeDiagnostic } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { readInventory } from '../../lib/inventory/load.ts';
import { resolveInputs, type ResolveInputsOptions } from '../../lib/playbook/inputs.ts';
import type { InputsSchema } from '../../lib/playbook/model.ts';
import { createValidator } from '../../lib/schema/validate.ts';
import { parseDocument } from '../../lib/source/document.ts';

const SCHEMAS: InputsSchema = {
  app: {
    type: 'object',
    description: 'The application.',
    additionalProperties: false,
    default: {},
    properties: {
      port: { type: 'integer', default: 8080, description: 'Port to serve on.' },
      token: { type: 'string', secret: true, generate: { length: 20 }, minLength: 8, sameOn: 'server' },
      network: { type: 'string', default: '10.0.0.0/8', sameOn: 'server' },
      options: { type: 'object', default: {}, additionalProperties: true },
      reserved: { not: {}, description: 'Written by the playbook.' },
      tls: {
        type: 'object',
        properties: { key: { type: 'string', secret: true, generate: { length: 9 } } },
      },
    },
  },
};
const NEEDED: InputsSchema = { name: { type: 'string', description: 'What it is called.' } };

/** A store in memory, which tells what was asked of it. */
function createStore() {
  const made = new Map<string, Secret>();
  const get = (name: string, length: number): Secret => {
    const secret = made.get(name) ?? new Secret('g'.repeat(length));
    made.set(name, secret);
    return secret;
  };
  const certificates = () => assert.fail('no certificates were wanted');
  return { made, get, certificates };
}

function resolve(text: string, schemas = SCHEMAS, options: Partial<ResolveInputsOptions> = {}) {
  const store = createStore();
  const { extraVars } = options;
  const inventory = readInventory(parseDocument(text, 'hosts.yml'), { extraVars });
  const resolved = resolveInputs(schemas, inventory, { generated: store, ...options });
  const inputsOf = (host: string) => resolved.inputsOf(host);
  const appOf = (host: string) => inputsOf(host)['app'] as Readonly<Record<string, unknown>>;
  return { inputsOf, appOf, told: resolved.diagnostics.map(describeDiagnostic), made: store.made };
}

const PLAIN = 'groups:\n  server: { hosts: { s1: , s2: , s3: } }\n';

describe('resolveInputs', () => {
  it('gives defaults, those inside defaults as well, where nothing is written', () => {
    const { appOf, told, made } = resolve(PLAIN);

    const { token, ...others } = appOf('s1');
    assert.deepEqual(others, { port: 8080, network: '10.0.0.0/8', options: {} });
    assert.ok(token instanceof Secret);
    assert.equal(token.reveal(), 'g'.repeat(20));
    assert.deepEqual([...made.keys()], ['app.token']);
    assert.deepEqual(told, []);
  });

  describe('a text that is made on request', () => {
    const schemas: InputsSchema = {
      app: {
        type: 'object',
        description: 'The application.',
        default: {},
        properties: {
          key: { type: 'string', secret: true, generate: { length: 12, unless: 'key_from' } },
          key_from: { type: 'string' },
          other: { type: 'string', secret: true, generate: { length: 12, asked: true } },
        },
      },
    };
    const cases = [
      ['where nothing is written', '{}', ['app.key']],
      ['where it is asked for', '{ other: generate }', ['app.key', 'app.other']],
      ['not where it is given', '{ key: given, other: given }', []],
      ['not where it comes from elsewhere', '{ key_from: there }', []],
    ] as const;
    for (const [title, app, wanted] of cases) {
      it(title, () => {
        const { made, told, appOf } = resolve(`vars: { app: ${app} }\n${PLAIN}`, schemas);

        appOf('s1');
        assert.deepEqual(told, []);
        assert.deepEqual([...made.keys()], wanted);
      });
    }
  });

  it('merges maps of all levels key by key, the nearest winning, lists as a whole', () => {
    const { appOf, told } = resolve(
      `
vars: { app: { port: 1, options: { a: 1, list: [1, 2], deep: { x: 1 } } } }
groups:
  server:
    vars: { app: { port: 2, options: { b: 2, deep: { y: 2 } } } }
    hosts: { s1: { vars: { app: { options: { list: [3], deep: { x: 3 } } } } }, s2: }
`,
      SCHEMAS,
      { extraVars: { app: { options: { z: 9 } } } },
    );

    assert.deepEqual(appOf('s1')['options'], { a: 1, b: 2, list: [3], deep: { x: 3, y: 2 }, z: 9 });
    assert.deepEqual(appOf('s2')['options'], { a: 1, b: 2, list: [1, 2], deep: { x: 1, y: 2 }, z: 9 });
    assert.equal(appOf('s1')['port'], 2);
    assert.deepEqual(told, []);
  });

  it('lays the command line over an inventory that was loaded without it', () => {
    const inventory = readInventory(parseDocument(PLAIN, 'hosts.yml'));

    const resolved = resolveInputs(SCHEMAS, inventory, {
      generated: createStore(),
      extraVars: { app: { port: 5 } },
    });

    assert.equal((resolved.inputsOf('s1')['app'] as { port: number }).port, 5);
    assert.equal((resolved.inputsOf('localhost')['app'] as { port: number }).port, 5);
  });

  it('makes secrets of what is marked so, wherever it comes from', () => {
    const { appOf, made } = resolve('vars: { app: { token: hunter2hunter2, tls: {} } }\n' + PLAIN);

    const { token, tls } = appOf('s1') as { token: Secret; tls: { key: Secret } };
    assert.equal(token.reveal(), 'hunter2hunter2');
    assert.equal(tls.key.reveal(), 'g'.repeat(9));
    assert.deepEqual([...made.keys()], ['app.tls.key']);
  });

  it('tells the path of a file that is not here once, at the line that names it', () => {
    const schemas: InputsSchema = {
      app: { type: 'object', properties: { file: { type: 'string', localFile: true } } },
    };

    const { told } = resolve(`vars:\n  app:\n    file: none/here\n${PLAIN}`, schemas);
    const fine = resolve(`vars: { app: { file: package.json } }\n${PLAIN}`, schemas);

    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^hosts\.yml:3:11: error: input app\.file: there is no file "none\/here"/);
    assert.deepEqual(fine.told, []);
  });

  const faults: Readonly<Record<string, readonly [text: string, told: readonly string[]]>> = {
    'a wrong type, at the level that gave it': [
      `vars: { app: { port: 1 } }\ngroups:\n  server:\n    vars:\n      app:\n        port: many\n    hosts: { s1: , s2: }\n`,
      [
        'hosts.yml:6:15: error: input app.port must be a whole number, got "many" (Port to serve on.) [inputs/value]',
      ],
    ],
    'an unknown key': [
      `vars: { app: { prot: 1 } }\n${PLAIN}`,
      ['hosts.yml:1:22: error: input app: unknown key "prot" (did you mean "port"?) [inputs/value]'],
    ],
    'a secret that is too short, without showing it': [
      `vars: { app: { token: short } }\n${PLAIN}`,
      ['hosts.yml:1:23: error: input app.token must have 8 characters or more [inputs/value]'],
    ],
    'a property that must not be set': [
      `vars: { app: { reserved: 1 } }\n${PLAIN}`,
      [
        'hosts.yml:1:26: error: input app.reserved cannot be set here (Written by the playbook.) [inputs/value]',
      ],
    ],
    'a value that must be the same on a group, at the odd one out': [
      'groups:\n  server:\n    hosts:\n      s1: { vars: { app: { network: 10.1.0.0/16 } } }\n      s2:\n      s3:\n',
      [
        'hosts.yml:4:37: error: input app.network must be the same on all hosts of "server": it is "10.1.0.0/16" on s1 and "10.0.0.0/8" on s2 (write it once, in the vars of the group or of the inventory) [inputs/not-the-same]',
      ],
    ],
    'a secret that must be the same, without showing it': [
      'groups:\n  server:\n    hosts:\n      s1: { vars: { app: { token: aaaaaaaaaa } } }\n      s2: { vars: { app: { token: bbbbbbbbbb } } }\n',
      [
        'hosts.yml:5:35: error: input app.token must be the same on all hosts of "server": it is ******** on s2 and ******** on s1 (write it once, in the vars of the group or of the inventory) [inputs/not-the-same]',
      ],
    ],
  };
  for (const [what, [text, told]] of Object.entries(faults)) {
    it(`tells ${what}`, () => {
      assert.deepEqual(resolve(text).told, told);
    });
  }

  it('names the command line where the value came from it', () => {
    const { told } = resolve(PLAIN, SCHEMAS, { extraVars: { app: { port: 'x' } } });

    assert.deepEqual(told, [
      'error: -e: input app.port must be a whole number, got "x" (Port to serve on.) [inputs/value]',
    ]);
  });

  it('lets hosts of other groups differ in what must be the same on one', () => {
    const { told } = resolve(
      'groups:\n  server: { hosts: { s1: } }\n  agent: { hosts: { a1: { vars: { app: { network: other } } } } }\n',
    );

    assert.deepEqual(told, []);
  });

  it('says where to write an input that has no value', () => {
    const { told } = resolve(PLAIN, NEEDED);

    assert.deepEqual(told, [
      'error: input "name" (What it is called) has no value (write name: … under vars: in hosts.yml, for all, a group or a host, or give -e name=…) [inputs/missing]',
    ]);
  });

  it('asks for an input only on the hosts that need it', () => {
    const text =
      'groups:\n  server: { hosts: { s1: , s2: } }\n  web: { vars: { name: x }, hosts: { w1: } }\n';

    assert.deepEqual(resolve(text, NEEDED).told, []);
    assert.deepEqual(resolve(text, NEEDED, { hosts: ['w1'] }).told, []);
    assert.match(resolve(text, NEEDED, { hosts: ['w1', 's2'] }).told.join('\n'), /has no value on s2 \(/);
    assert.deepEqual(resolve(text, NEEDED).inputsOf('s1'), {});
  });

  it('works once for hosts that have the same values', () => {
    const real = createValidator();
    let count = 0;
    const validator = {
      ...real,
      validate: (...args: Parameters<typeof real.validate>) => {
        count++;
        return real.validate(...args);
      },
    };
    const hosts = Array.from({ length: 1000 }, (_, n) => `      h${n}: { address: 10.0.0.1 }\n`).join('');
    const text = `vars: { app: { port: 1 } }\ngroups:\n  server:\n    vars: { app: { port: 2 } }\n    hosts:\n${hosts}`;

    const { inputsOf } = resolve(text, SCHEMAS, { validator });

    assert.equal(inputsOf('h0'), inputsOf('h999'));
    assert.ok(count <= 2, `${count} validations`);
  });
});
