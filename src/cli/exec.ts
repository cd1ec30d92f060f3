import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Channel } from '../../clients/library/index.js';
import type { ExecOptions, Target } from '../../clients/terminal/exec/run-exec.js';
import { runExec } from '../../clients/terminal/exec/run-exec.js';
import type { v2 } from '../../generated-types/index.js';
import { VERSION } from '../server/identity.js';
import type { launchInProcess } from '../server/launch-in-process.js';
import { type Arguments, imagesOf, readArguments, UsageError } from './arguments.js';
import { inProcess } from './in-process.js';
import { outputUnread } from './output.js';
import { EXEC, EXEC_FORK, EXEC_RESUME, EXEC_REVIEW } from './table/exec.js';

type Values = Arguments<typeof EXEC>['values'];

/** `turnwire exec`: one prompt without a person at the keyboard. The exit code is 0 when its turn completed. */
export function exec(args: readonly string[], launch: typeof launchInProcess): Promise<number> {
  const { values, positionals, overrides } = readArguments(EXEC, args);
  return run({ kind: 'new' }, positionals[0], values, overrides, launch);
}

/** `turnwire exec resume`. */
export function resume(args: readonly string[], launch: typeof launchInProcess): Promise<number> {
  const { values, positionals, overrides } = readArguments(EXEC_RESUME, args);
  if (values.last) {
    if (positionals.length > 1) throw new UsageError(EXEC_RESUME.name, `unexpected argument '${positionals[1]}'`);
    return run({ kind: 'last', here: !values.all }, positionals[0], values, overrides, launch);
  }
  const [id, prompt] = positionals;
  if (id === undefined) throw new UsageError(EXEC_RESUME.name, 'an id or a name is missing, or --last');
  return run({ kind: 'resume', id }, prompt, values, overrides, launch);
}

/** `turnwire exec fork`. */
export function fork(args: readonly string[], launch: typeof launchInProcess): Promise<number> {
  const { values, positionals, overrides } = readArguments(EXEC_FORK, args);
  const [id = '', prompt] = positionals;
  return run({ kind: 'fork', id }, prompt, values, overrides, launch);
}

/** `turnwire exec review`. */
export async function review(args: readonly string[], launch: typeof launchInProcess): Promise<number> {
  const { values, positionals, overrides } = readArguments(EXEC_REVIEW, args);
  const target = await reviewTarget(values, positionals[0]);
  return run({ kind: 'new' }, inWords(target), values, overrides, launch, target);
}

async function reviewTarget(
  { uncommitted, base, commit, title }: Arguments<typeof EXEC_REVIEW>['values'],
  instructions: string | undefined,
): Promise<v2.ReviewTarget> {
  const wrong = (message: string): UsageError => new UsageError(EXEC_REVIEW.name, message);
  const given = [uncommitted, base, commit, instructions].filter((value) => value !== undefined);
  if (given.length > 1) throw wrong('--uncommitted, --base, --commit and instructions exclude each other');
  if (title !== undefined && commit === undefined) throw wrong('--title needs --commit');
  if (uncommitted) return { type: 'uncommittedChanges' };
  if (base !== undefined) return { type: 'baseBranch', branch: base };
  if (commit !== undefined) return { type: 'commit', sha: commit, title };
  if (instructions === undefined)
    throw wrong('what is reviewed is missing: --uncommitted, --base, --commit, or instructions');
  return { type: 'custom', instructions: instructions === '-' ? await promptOf('-') : instructions };
}

function inWords(target: v2.ReviewTarget): string {
  if (target.type === 'uncommittedChanges') return 'Review of changes that are not committed';
  if (target.type === 'baseBranch') return `Review of the changes since ${target.branch}`;
  return target.type === 'commit' ? `Review of the commit ${target.sha}` : target.instructions;
}

async function run(
  target: Target,
  given: string | undefined,
  values: Values,
  overrides: readonly string[],
  launch: typeof launchInProcess,
  reviewed?: v2.ReviewTarget,
): Promise<number> {
  const cwd = resolve(values.cd ?? '.');
  const sandbox = sandboxOf(values);
  if (!existsSync(cwd)) throw new Error(`the folder ${cwd} does not exist`);
  if (!values['skip-git-repo-check'] && sandbox !== 'danger-full-access' && !isInRepository(cwd))
    throw new Error(
      `${cwd} is in no git repository: changes could not be undone; --skip-git-repo-check runs there anyway`,
    );
  const options: ExecOptions = {
    prompt: reviewed ? (given ?? '') : await promptOf(given),
    review: reviewed,
    target,
    images: imagesOf(values.image),
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
  const channel = inProcess(
    launch,
    allOverrides(values, overrides, options.apiKey),
    'exec',
    values['ignore-user-config'] ?? false,
  );
  return serve(options, channel, values.color);
}

async function serve(options: ExecOptions, channel: Channel, color: string | undefined): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The second one does not wait for the end of the turn.
      if (interrupted.signal.aborted) process.exit(130);
      interrupted.abort();
    });
  }
  outputUnread.addEventListener('abort', () => interrupted.abort());
  const isColoured =
    color === 'always' ||
    (color !== 'never' && process.stderr.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb');
  const code = await runExec(channel, options, {
    stdout: (line) => void process.stdout.write(line),
    stderr: (line) => void process.stderr.write(line),
    paint: isColoured ? COLOURS : PLAIN,
    isSeen: (process.stdout.isTTY && process.stderr.isTTY) ?? false,
    signal: interrupted.signal,
  });
  return interrupted.signal.aborted ? 130 : code;
}

function sandboxOf(values: Values): Values['sandbox'] {
  if (values['dangerously-bypass-approvals-and-sandbox']) return 'danger-full-access';
  return values.sandbox ?? (values['full-auto'] ? 'workspace-write' : undefined);
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
