const MASK = '********';
const SECRET_FLAGS = ['--token', '-t', '--agent-token', '--datastore-endpoint', '--cluster-secret'];
const SECRET_VARIABLES = ['K3S_TOKEN', 'K3S_AGENT_TOKEN', 'K3S_DATASTORE_ENDPOINT', 'K3S_CLUSTER_SECRET'];

/** The `k3s.io/node-args` annotation: a JSON list, each flag and its value apart, secrets masked. */
export function describeArguments(words: readonly string[]): string {
  const list = words.flatMap((word) => {
    const equals = word.startsWith('-') ? word.indexOf('=') : -1;
    return equals < 0 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
  });
  return JSON.stringify(
    list.map((word, index) => (SECRET_FLAGS.includes(list[index - 1] ?? '') ? MASK : word)),
  );
}

/** The `k3s.io/node-env` annotation: the K3S_ variables, secrets masked. */
export function describeEnvironment(environment: NodeJS.ProcessEnv): string {
  const ours = Object.entries(environment).filter(([name]) => name.startsWith('K3S_'));
  return JSON.stringify(
    Object.fromEntries(ours.map(([name, value]) => [name, SECRET_VARIABLES.includes(name) ? MASK : value])),
  );
}
