/** What the examples of helpers and functions are about. */
export const EXAMPLE_VARIABLES = {
  name: 'Web 1',
  port: 8080,
  ratio: 1.5,
  motto: 'Keep it\nshort',
  nothing: null,
  hosts: ['web2', 'db1', 'web2'],
  ports: [443, 80],
  user: { name: 'ann', shell: '/bin/sh' },
  settings: { debug: false, server: { port: 8080, path: ['/a', '/b'] } },
} as const;
