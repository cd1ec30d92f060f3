import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { First } from '../../clients/terminal/chat/first-thread.js';
import { paintWith } from '../../clients/terminal/chat/paint.js';
import { runChat } from '../../clients/terminal/chat/run-chat.js';
import { VERSION } from '../server/identity.js';
import type { launchInProcess } from '../server/launch-in-process.js';
import { type Arguments, imagesOf, readArguments, UsageError } from './arguments.js';
import { inProcess } from './in-process.js';
import { openBrowser } from './open-browser.js';
import { CHAT, FORK, RESUME } from './table/chat.js';

type Values = Arguments<typeof CHAT>['values'];

/** `turnwire chat`, or `turnwire` alone on a terminal. */
export function chat(args: readonly string[], launch: typeof launchInProcess): Promise<number> {
  const { values, positionals, overrides } = readArguments(CHAT, args);
  return run({ kind: 'new' }, values, overrides, positionals[0], launch);
}

/** `turnwire resume`. */
export function resume(args: readonly string[], launch: typeof launchInProcess): Promise<number> {
  const { values, positionals, overrides } = readArguments(RESUME, args);
  return again('resume', values, positionals, overrides, launch);
}

/** `turnwire fork`. */
export function fork(args: readonly string[], launch: typeof launchInProcess): Promise<number> {
  const { values, positionals, overrides } = readArguments(FORK, args);
  return again('fork', values, positionals, overrides, launch);
}

function again(
  kind: 'resume' | 'fork',
  values: Arguments<typeof RESUME>['values'],
  positionals: readonly string[],
  overrides: readonly string[],
  launch: typeof launchInProcess,
): Promise<number> {
  const [id, prompt] = values.last ? [undefined, ...positionals] : positionals;
  if (values.last && positionals.length > 1) throw new UsageError(kind, `unexpected argument '${positionals[1]}'`);
  const which = id !== undefined ? { id } : values.last ? 'last' : 'pick';
  return run({ kind, which, all: values.all ?? false }, values, overrides, prompt, launch);
}

function run(
  first: First,
  values: Values,
  overrides: readonly string[],
  prompt: string | undefined,
  launch: typeof launchInProcess,
): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new Error('a chat needs a terminal on stdin and stdout; "turnwire exec" needs none');
  if (process.env.TERM === 'dumb')
    throw new Error('this terminal (TERM=dumb) cannot move its cursor: use "turnwire exec", or another terminal');
  const cwd = resolve(values.cd ?? '.');
  if (!existsSync(cwd)) throw new Error(`the folder ${cwd} does not exist`);
  const images = imagesOf(values.image);
  const missing = images.find((path) => !existsSync(path));
  if (missing !== undefined) throw new Error(`the picture ${missing} does not exist`);
  const sandbox = values.sandbox ?? (values['full-auto'] ? 'workspace-write' : undefined);
  const approvalPolicy = values['ask-for-approval'] ?? (values['full-auto'] ? 'on-request' : undefined);
  const all = [
    ...(values.oss ? ['model_provider="oss"'] : []),
    ...(values.profile === undefined ? [] : [`profile=${JSON.stringify(values.profile)}`]),
    ...overrides,
  ];
  return runChat(inProcess(launch, all, 'cli'), {
    version: VERSION,
    paint: paintWith(!process.env.NO_COLOR),
    prompt,
    images,
    first,
    settings: { cwd, isCwdGiven: values.cd !== undefined, model: values.model, sandbox, approvalPolicy },
    environmentKey: process.env.OPENAI_API_KEY || undefined,
    openBrowser: (url) => void openBrowser(url),
  });
}
