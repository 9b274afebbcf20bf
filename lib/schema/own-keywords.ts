/** Our own keywords: what they ask for is done by the walk of `examine` or by the engine, not by ajv. */
export const OWN_KEYWORDS: readonly string[] = [
  'secret',
  'maySecret',
  'mayBeUnknown',
  'resolve',
  'fileMode',
  'coerceToList',
  'expressions',
  'generate',
  'sameOn',
  'localFile',
  'shorthand',
  'refusal',
  'knownKeys',
  'fileContent',
];
