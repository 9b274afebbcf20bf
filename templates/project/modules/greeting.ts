import { change, defineModule, hostRead, predict, run, sh, t, textOf, type HostRead } from 'k3play';

const Params = t.Object({
  path: t.Path({ description: 'The file of the greeting.' }),
  name: t.String({ description: 'Who is greeted.', minLength: 1 }),
});

const Result = t.Object({ text: t.String({ description: 'The greeting.' }) });

export const greeting = defineModule({
  name: 'greeting',
  summary: 'Keeps a greeting in a file.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [{ title: 'Greet who logs in', params: { path: '/etc/motd', name: 'world' } }],

  // What to ask the host: values, which k3play sends together with those of other tasks.
  reads: ({ params }) => ({ text: readGreeting(params.path) }),

  // What has to change, from what was found: nothing, or steps. A dry run ends here.
  plan({ params, found }) {
    const wanted = greet(params.name);
    if (found.text === wanted) return [];
    return [
      run({
        change: change(`greeting in ${params.path}`, found.text, wanted),
        script: sh`printf '%s\n' ${wanted} >${params.path}`,
        predicts: [predict(readGreeting(params.path), wanted)],
      }),
    ];
  },

  // The result, from what was found after the steps, or was predicted in a dry run.
  output: ({ found }) => ({ text: found.text }),
});

function greet(name: string): string {
  return `Hello, ${name}!`;
}

/** The text of the file; none where there is no file. */
function readGreeting(path: string): HostRead<string> {
  return hostRead({
    key: `greeting:${path}`,
    script: sh`if [ -e ${path} ]; then cat ${path}; fi`,
    parse: textOf,
  });
}
