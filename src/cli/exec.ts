import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Channel, Receiver } from '../../clients/library/index.js';
import type { ExecOptions, Target } from '../../clients/terminal/exec/run-exec.js';
import { runExec } from '../../clients/terminal/exec/run-exec.js';
import { VERSION } from '../server/identity.js';
import type { launchInProcess } from '../server/launch-in-process.js';
import { CONFIG_OPTIONS, readArguments, UsageError } from './arguments.js';

const USAGE = `Usage: turnwire exec [options] [prompt]
       turnwire exec [options] resume <id or name> | --last [prompt]
       turnwire exec [options] fork <id or name> [prompt]

Without a prompt, or with -, it is read from stdin. With a prompt, a stdin that is piped is added to it.

  --json, --experimental-json   Print events to stdout, one JSON value a line
  -o, --output-last-message F   Write the last message to a file as well
  --output-schema F             A JSON Schema for the last message
  -i, --image F[,F]             Attach pictures
  -m, --model M                 The model
  -s, --sandbox S               read-only, workspace-write or danger-full-access
  --full-auto                   The same as --sandbox workspace-write
  -C, --cd D                    The working directory
  --add-dir D                   Another folder that commands may write
  --skip-git-repo-check         Run outside of a git repository too
  --ephemeral                   Store nothing
  --last                        resume: the newest conversation of this folder; with --all of any folder
  -c, --enable, --disable, --oss, --color, --thread-source S`;

const OPTIONS = {
  ...CONFIG_OPTIONS,
  json: { type: 'boolean' },
  'experimental-json': { type: 'boolean' },
  'output-last-message': { type: 'string', short: 'o' },
  'output-schema': { type: 'string' },
  image: { type: 'string', short: 'i', multiple: true },
  model: { type: 'string', short: 'm' },
  profile: { type: 'string', short: 'p' },
  sandbox: { type: 'string', short: 's' },
  'full-auto': { type: 'boolean' },
  'dangerously-bypass-approvals-and-sandbox': { type: 'boolean' },
  cd: { type: 'string', short: 'C' },
  'add-dir': { type: 'string', multiple: true },
  'skip-git-repo-check': { type: 'boolean' },
  ephemeral: { type: 'boolean' },
  'thread-source': { type: 'string' },
  // For the providers of the reference only; accepted so that its SDK can be used.
  'cyber-access-program': { type: 'string' },
  oss: { type: 'boolean' },
  'strict-config': { type: 'boolean' },
  color: { type: 'string' },
  last: { type: 'boolean' },
  all: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** `turnwire exec`: one prompt without a person at the keyboard. The exit code is 0 when its turn completed. */
export async function exec(args: readonly string[], launch: typeof launchInProcess): Promise<number> {
  const { values, positionals, overrides } = readArguments(args, OPTIONS, USAGE);
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const { target, prompt: given } = targetOf(values, positionals);
  const cwd = resolve(values.cd ?? '.');
  const sandbox = sandboxOf(values);
  if (!existsSync(cwd)) throw new Error(`the folder ${cwd} does not exist`);
  if (!values['skip-git-repo-check'] && sandbox !== 'danger-full-access' && !isInRepository(cwd))
    throw new Error(
      `${cwd} is in no git repository: changes could not be undone; --skip-git-repo-check runs there anyway`,
    );
  const options: ExecOptions = {
    prompt: await promptOf(given),
    target,
    images: (values.image ?? []).flatMap((paths) => paths.split(',')).map((path) => resolve(path)),
    cwd,
    model: values.model,
    sandbox,
    threadSource: values['thread-source'],
    ephemeral: values.ephemeral ?? false,
    addDirs: (values['add-dir'] ?? []).map((path) => resolve(cwd, path)),
    outputSchema: values['output-schema'],
    outputLastMessage: values['output-last-message'],
    json: (values.json || values['experimental-json']) ?? false,
    apiKey: process.env.CODEX_API_KEY || undefined,
    version: VERSION,
  };
  return serve(options, allOverrides(values, overrides, options.apiKey), values.color, launch);
}

async function serve(
  options: ExecOptions,
  overrides: readonly string[],
  color: string | undefined,
  launch: typeof launchInProcess,
): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The second one does not wait for the end of the turn.
      if (interrupted.signal.aborted) process.exit(130);
      interrupted.abort();
    });
  }
  const isColoured = color === 'always' || (color !== 'never' && process.stderr.isTTY && !process.env.NO_COLOR);
  const code = await runExec(inProcess(launch, overrides), options, {
    stdout: (line) => void process.stdout.write(line),
    stderr: (line) => void process.stderr.write(line),
    paint: isColoured ? COLOURS : PLAIN,
    isSeen: (process.stdout.isTTY && process.stderr.isTTY) ?? false,
    signal: interrupted.signal,
  });
  return interrupted.signal.aborted ? 130 : code;
}

/** The channel to a server within this process, which ends with it. */
function inProcess(launch: typeof launchInProcess, overrides: readonly string[]): Channel {
  let receiver: Receiver | undefined;
  const { client, end } = launch(overrides, process.env, (message) => {
    // As over a stream: what is received is handled after what is being done.
    queueMicrotask(() => receiver?.message(message));
  });
  return {
    start(given) {
      receiver = given;
    },
    send: (message) => client.send(message),
    pause: () => {},
    resume: () => {},
    async close() {
      client.end();
      await end();
      receiver?.closed();
    },
  };
}

function targetOf(values: Values, positionals: readonly string[]): { target: Target; prompt: string | undefined } {
  const [first, ...rest] = positionals;
  if (first === 'resume' && values.last) {
    only(rest, 1);
    return { target: { kind: 'last', here: !values.all }, prompt: rest[0] };
  }
  if (values.last) throw new UsageError(`--last belongs to resume\n${USAGE}`);
  if (first === 'resume' || first === 'fork') {
    const [id, prompt] = only(rest, 2);
    if (id === undefined)
      throw new UsageError(`${first} needs an id or a name${first === 'resume' ? ', or --last' : ''}\n${USAGE}`);
    return { target: { kind: first, id }, prompt };
  }
  only(positionals, 1);
  return { target: { kind: 'new' }, prompt: first };
}

function only(positionals: readonly string[], count: number): readonly string[] {
  if (positionals.length > count) throw new UsageError(`Unexpected argument '${positionals[count]}'\n${USAGE}`);
  return positionals;
}

const SANDBOXES = ['read-only', 'workspace-write', 'danger-full-access'] as const;

function sandboxOf(values: Values): (typeof SANDBOXES)[number] | undefined {
  if (values['dangerously-bypass-approvals-and-sandbox']) return 'danger-full-access';
  if (values.sandbox === undefined) return values['full-auto'] ? 'workspace-write' : undefined;
  const known = SANDBOXES.find((name) => name === values.sandbox);
  if (known === undefined)
    throw new UsageError(`--sandbox is ${SANDBOXES.join(', ')}, not ${values.sandbox}\n${USAGE}`);
  return known;
}

const isInRepository = (folder: string): boolean =>
  existsSync(resolve(folder, '.git')) || (dirname(folder) !== folder && isInRepository(dirname(folder)));

/** A key of the environment counts for this run only: nothing of it is written to the home. */
function allOverrides(values: Values, overrides: readonly string[], apiKey: string | undefined): readonly string[] {
  return [
    ...(values.oss ? ['model_provider="oss"'] : []),
    ...(values.profile === undefined ? [] : [`profile=${JSON.stringify(values.profile)}`]),
    ...overrides,
    ...(apiKey === undefined ? [] : ['cli_auth_credentials_store="ephemeral"']),
  ];
}

async function promptOf(given: string | undefined): Promise<string> {
  if (given !== undefined && given !== '-') {
    const piped = process.stdin.isTTY ? '' : await text(process.stdin);
    return piped.trim() === '' ? given : `${given}\n\n<stdin>\n${piped.replace(/\n?$/, '\n')}</stdin>`;
  }
  if (process.stdin.isTTY && given === undefined) process.stderr.write('Reading the prompt from stdin...\n');
  const prompt = await text(process.stdin);
  if (prompt.trim() === '') throw new Error('no prompt was given, neither as an argument nor on stdin');
  return prompt;
}

const ansi = (code: number) => (line: string) => `\u001b[${code}m${line}\u001b[0m`;
const COLOURS = { bold: ansi(1), dim: ansi(2), red: ansi(31), green: ansi(32) };
const same = (line: string): string => line;
const PLAIN = { bold: same, dim: same, red: same, green: same };
