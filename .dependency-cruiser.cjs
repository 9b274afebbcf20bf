// Which way imports point, and which room owns which package. spec/contract/layers.spec.ts proves that these rules bite.
const { existsSync, readFileSync } = require('node:fs');
const { posix } = require('node:path');

/** A room may import those before it, never those after it. */
const ROOMS = [
  'core',
  'source',
  'schema',
  'secrets',
  'template',
  'inventory',
  'playbook',
  'connection',
  'modules',
  'own',
  'testing',
  'run',
  'report',
  'lab',
  'cli',
];

/** Each external package has one home. */
const HOMES = {
  'fastest-levenshtein': ['core'],
  yaml: ['source'],
  typebox: ['schema'],
  ajv: ['schema'],
  'age-encryption': ['secrets'],
  '@peculiar/asn1-schema': ['secrets'],
  '@peculiar/asn1-x509': ['secrets'],
  handlebars: ['template'],
  '@marcbachmann/cel-js': ['template'],
  ssh2: ['connection'],
  'ssh-config': ['connection'],
  jiti: ['own'],
  'p-limit': ['run'],
  diff: ['report'],
  listr2: ['report'],
  picocolors: ['report', 'cli'],
  commander: ['cli'],
};

const DOUBLE = '^lib/lab/k3s-double/';

/** The modules proper: what the registry imports. Files beside them that it does not import are theirs to share. */
function listModules() {
  const registry = 'lib/modules/index.ts';
  if (!existsSync(registry)) return [];
  const imports = readFileSync(registry, 'utf8').matchAll(/^import (?!type )[^;]*? from '(\.[^']+)';/gm);
  return [...imports]
    .map(([, path]) => posix.join('lib/modules', path))
    .filter((path) => !/\/(define|step|read|facts|k3s\/index)\.ts$/.test(path));
}

const modules = listModules().map((path) => `^${path.replaceAll('.', '\\.')}$`);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'imports-resolve', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'known-rooms',
      comment: 'Each folder of lib is a room with its place in the order.',
      severity: 'error',
      from: {},
      to: { path: '^lib/', pathNot: [`^lib/(${ROOMS.join('|')})/`, '^lib/index\\.ts$'] },
    },
    ...ROOMS.slice(0, -1).map((room, place) => ({
      name: `${room}-imports-upwards`,
      comment: `lib/${room} knows only the rooms before it.`,
      severity: 'error',
      from: { path: `^lib/${room}/` },
      to: { path: [`^lib/(${ROOMS.slice(place + 1).join('|')})/`, '^lib/index\\.ts$'] },
    })),
    {
      name: 'lib-stands-alone',
      comment: 'What is shipped does not import specs, scripts or benchmarks.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(spec|scripts|bench|dist)/' },
    },
    {
      name: 'double-is-an-island',
      comment:
        'The double is bundled and installed on hosts: nothing imports it and it imports nothing of ours.',
      severity: 'error',
      from: { path: '^lib/', pathNot: DOUBLE },
      to: { path: DOUBLE },
    },
    {
      name: 'double-knows-nothing-of-ours',
      severity: 'error',
      from: { path: DOUBLE },
      to: { path: '^lib/', pathNot: DOUBLE },
    },
    ...(modules.length === 0
      ? []
      : [
          {
            name: 'modules-apart',
            comment: 'Modules are known to the registry only; what two share lives in lib/modules/shared.',
            severity: 'error',
            from: { path: '^lib/', pathNot: '^lib/modules/(k3s/)?index\\.ts$' },
            to: { path: modules },
          },
        ]),
    ...Object.entries(HOMES).map(([name, homes]) => ({
      name: `home-of-${name.replace(/^@[^/]+\//, '')}`,
      comment: `${name} belongs to lib/${homes.join(' and lib/')}.`,
      severity: 'error',
      from: { path: '^lib/', pathNot: [`^lib/(${homes.join('|')})/`, DOUBLE] },
      to: { path: `(^|/)node_modules/${name}/` },
    })),
    {
      name: 'external-packages-have-homes',
      comment: 'A new package gets a home in the list above.',
      severity: 'error',
      from: { path: '^lib/', pathNot: DOUBLE },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional', 'npm-peer'],
        pathNot: `(^|/)node_modules/(${Object.keys(HOMES).join('|')})/`,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
