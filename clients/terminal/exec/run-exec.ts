import { readFile, writeFile } from 'node:fs/promises';
import type { v2 } from '../../../generated-types/index.js';
import { type Channel, type Client, connect, type Thread } from '../../library/index.js';
import { findThread } from '../threads/find-thread.js';
import { MAIN_SOURCES, newestThread } from '../threads/list-threads.js';
import { visible } from '../visible.js';
import { type ExecEvent, ExecEvents } from './exec-events.js';
import { type Paint, progress } from './progress.js';

/** Which conversation the prompt goes to. */
export type Target =
  | { readonly kind: 'new' }
  | { readonly kind: 'resume' | 'fork'; readonly id: string }
  /** The newest one; `here`: of this folder. */
  | { readonly kind: 'last'; readonly here: boolean };

export interface ExecOptions {
  readonly prompt: string;
  /** What is reviewed, in place of a prompt. */
  readonly review?: v2.ReviewTarget | undefined;
  readonly target: Target;
  readonly images: readonly string[];
  readonly cwd: string;
  readonly model?: string | undefined;
  readonly sandbox?: v2.SandboxMode | undefined;
  readonly threadSource?: string | undefined;
  readonly ephemeral: boolean;
  /** Extra folders that commands may write. */
  readonly addDirs: readonly string[];
  /** Path of a file with a JSON Schema for the last message. */
  readonly outputSchema?: string | undefined;
  /** Path of a file that gets the last message. */
  readonly outputLastMessage?: string | undefined;
  readonly json: boolean;
  /** An API key that counts for this run only. */
  readonly apiKey?: string | undefined;
  readonly version: string;
}

export interface ExecIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly paint: Paint;
  /** Both streams go to one terminal: the last message is there already. */
  readonly isSeen: boolean;
  /** Aborted by Ctrl-C: the turn is interrupted. */
  readonly signal: AbortSignal;
}

/** Sends one prompt and waits for the end of its turn. Gives the exit code: 0 when the turn completed, otherwise 1. */
export async function runExec(channel: Channel, options: ExecOptions, io: ExecIo): Promise<number> {
  const outputSchema = options.outputSchema === undefined ? undefined : await readSchema(options.outputSchema);
  const client = await connect(channel, { clientInfo: { name: 'turnwire_exec', version: options.version } });
  try {
    if (options.apiKey !== undefined)
      await client.request('account/login/start', { type: 'apiKey', apiKey: options.apiKey });
    const output = options.json ? jsonOutput(io) : humanOutput(io, options);
    // What is warned of before the thread is open is printed after its beginning.
    const early: string[] = [];
    let warn = (message: string): void => void early.push(message);
    client.on('configWarning', ({ summary, details }) => warn(details ? `${summary} ${details}` : summary));
    client.on('warning', ({ message }) => warn(message));
    const thread = await open(client, options);
    output.opened(thread);
    warn = (message) => output.note(message);
    early.forEach(warn);
    return await turnOf(thread, options, outputSchema, output, io);
  } finally {
    await client.close();
  }
}

async function turnOf(
  thread: Thread,
  { prompt, review, images, outputLastMessage }: ExecOptions,
  outputSchema: v2.JsonValue | undefined,
  output: Output,
  { signal, stderr }: ExecIo,
): Promise<number> {
  const input = [
    { type: 'text', text: prompt } as const,
    ...images.map((path) => ({ type: 'localImage', path }) as const),
  ];
  const turn = review ? thread.review(review, { signal }) : thread.run(input, { outputSchema, signal });
  for await (const event of turn) output.event(event);
  const result = await turn.result;
  output.ended(result.text, result.usage);
  if (outputLastMessage !== undefined) {
    if (result.text === '') stderr(`There is no last message: ${outputLastMessage} is empty.\n`);
    await writeFile(outputLastMessage, result.text);
  }
  return result.status === 'completed' ? 0 : 1;
}

/** Nobody is there to answer: approvals are never asked for. */
async function open(client: Client, options: ExecOptions): Promise<Thread> {
  const { target, cwd, model, sandbox, addDirs, threadSource, ephemeral } = options;
  const settings = {
    approvalPolicy: 'never',
    ...(model === undefined ? {} : { model }),
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(addDirs.length === 0 ? {} : { config: { 'sandbox_workspace_write.writable_roots': [...addDirs] } }),
  } as const;
  if (target.kind === 'new') {
    return client.startThread({ ...settings, cwd, ephemeral, threadSource: threadSource ?? null });
  }
  const { id: threadId } =
    target.kind === 'last'
      ? await newestThread(client, { sources: MAIN_SOURCES, cwd: target.here ? cwd : undefined })
      : await findThread(client, target.id, 'stored');
  const kept = { ...settings, cwd, excludeTurns: true };
  if (target.kind === 'fork') return client.forkThread(threadId, { ...kept, threadSource: threadSource ?? null });
  return client.resumeThread(threadId, kept);
}

async function readSchema(path: string): Promise<v2.JsonValue> {
  const text = await readFile(path, 'utf8').catch((e: Error) => {
    throw new Error(`the output schema ${path} cannot be read: ${e.message}`);
  });
  try {
    return JSON.parse(text) as v2.JsonValue;
  } catch (e) {
    throw new Error(`the output schema ${path} is not JSON: ${(e as Error).message}`);
  }
}

interface Output {
  opened(thread: Thread): void;
  note(message: string): void;
  event(event: Parameters<ExecEvents['take']>[0]): void;
  ended(text: string, usage: v2.ThreadTokenUsage | undefined): void;
}

function jsonOutput({ stdout }: ExecIo): Output {
  const events = new ExecEvents();
  const print = (lines: readonly ExecEvent[]): void => {
    for (const line of lines) stdout(`${JSON.stringify(line)}\n`);
  };
  return {
    opened: ({ id }) => print([{ type: 'thread.started', thread_id: id }]),
    note: (message) => print(events.note(message)),
    event: (event) => print(events.take(event)),
    ended: () => {},
  };
}

function humanOutput({ stdout, stderr, paint, isSeen }: ExecIo, { prompt, version }: ExecOptions): Output {
  return {
    opened({ id, opened: { model, modelProvider, cwd, sandbox } }) {
      const rows = {
        workdir: cwd,
        model,
        provider: modelProvider,
        approval: 'never',
        sandbox: sandbox.type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        session: id,
      };
      const lines = Object.entries(rows).map(([name, value]) => `${paint.bold(`${name}:`)} ${visible(value)}\n`);
      stderr(`Turnwire ${version}\n${lines.join('')}${paint.bold('user')}\n${visible(prompt)}\n`);
    },
    note: (message) => stderr(`warning: ${visible(message)}\n`),
    event(event) {
      const text = progress(event, paint);
      if (text !== undefined) stderr(`${text}\n`);
    },
    ended(text, usage) {
      if (usage)
        stderr(
          `${paint.dim(`tokens used: ${(usage.total.totalTokens - usage.total.cachedInputTokens).toLocaleString('en')}`)}\n`,
        );
      if (text !== '' && !isSeen) stdout(text.endsWith('\n') ? text : `${text}\n`);
    },
  };
}
