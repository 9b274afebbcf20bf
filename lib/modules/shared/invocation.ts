import { quote, sh, type Script } from '../../connection/sh.ts';
import { hashBytes } from '../../core/hash.ts';
import { reveal, Secret } from '../../core/secret.ts';

type ScriptText = string | Secret;

/** Where and with what a text of the user's runs. */
export interface Surroundings {
  readonly chdir?: string | undefined;
  readonly env?: Readonly<Record<string, ScriptText>> | undefined;
  readonly stdin?: ScriptText | undefined;
}

/** What reaches the host: no secret is in the script; it comes on standard input, before the user's own. */
export interface Invocation {
  readonly script: Script;
  readonly stdin: ScriptText | undefined;
  /** The same for the same text and surroundings; it gives nothing away. */
  readonly digest: () => string;
}

/** The code a script ends with where its folder cannot be entered. */
export const NO_FOLDER = 250;

export function buildInvocation(text: ScriptText, { chdir, env = {}, stdin }: Surroundings): Invocation {
  const lines = [
    ...(chdir === undefined ? [] : [`cd -- ${quote(chdir)} || exit ${NO_FOLDER}`]),
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quote(reveal(value))}`),
    reveal(text),
  ];
  const whole = lines.join('\n');
  const digest = (): string => hashBytes(`${whole}\0${stdin === undefined ? '' : reveal(stdin)}`);
  const secret = [text, ...Object.values(env)].some((part) => part instanceof Secret);
  if (!secret) return { script: sh.raw(whole), stdin, digest };
  const input = new Secret(`${whole}\n${stdin === undefined ? '' : reveal(stdin)}`);
  return { script: readScript(whole.split('\n').length), stdin: input, digest };
}

/** Reads as many lines from standard input and runs them; what follows is left for them to read. */
function readScript(lines: number): Script {
  return sh`k3play_text= k3play_left=${lines}
while [ $k3play_left -gt 0 ]; do
IFS= read -r k3play_line || exit 1
k3play_text="$k3play_text$k3play_line
"
k3play_left=$((k3play_left - 1))
done
eval "$k3play_text"`;
}
