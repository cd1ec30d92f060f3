import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../support/exchange.js';
import type { PeerReply } from '../support/model-peer.js';
import { type Server, startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { install } from './packages.js';
import { startStandIn } from './stand-in.js';

const PACKAGES = { '@agentclientprotocol/codex-acp': '2.6.0' };

/** The model's answer after the first turn of a session, when the adapter asks for a title. */
export const TITLE: PeerReply = { text: '{"title":"A title"}' };

export interface Update extends Record<string, unknown> {
  readonly sessionUpdate: string;
  readonly content?: { readonly text?: string };
  readonly status?: string;
}

export interface Opened {
  readonly sessionId: string;
  readonly modes: { readonly currentModeId: string; readonly availableModes: readonly { readonly id: string }[] };
  readonly configOptions: readonly ConfigOption[];
}

export interface ConfigOption {
  readonly id: string;
  readonly currentValue: string;
  readonly options: readonly { readonly value: string }[];
}

interface Asked {
  readonly toolCall: Readonly<Record<string, unknown>>;
  readonly options: readonly { readonly optionId: string; readonly kind: string }[];
}

export interface EditorOptions {
  /** More for `config.toml`. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly capabilities?: object;
  readonly mcpServers?: readonly object[];
}

/** The adapter between an editor that speaks the Agent Client Protocol, which the test speaks, and a server of the test's own. */
export async function session(replies: readonly PeerReply[], options: EditorOptions = {}) {
  const standIn = await startStandIn(replies);
  // A mode of the adapter asks for commands as the model wishes; the configuration must not be stricter than the mode.
  const config = standIn.peer.config().replace('untrusted', 'on-request');
  writeFileSync(join(standIn.home, 'config.toml'), config + (options.config ?? ''));
  const place = { cwd: standIn.work, mcpServers: options.mcpServers ?? [] };
  const start = () => startAdapter(standIn, options);
  let editor = await start();
  const opened = await editor.request<Opened>('session/new', place);
  const { sessionId } = opened;
  const updates = () => updatesOf(editor);
  return {
    ...standIn,
    get editor() {
      return editor;
    },
    place,
    opened,
    sessionId,
    updates,
    /** Waits until so many requests have reached the model: the request for a title comes beside everything else. */
    asked: (count: number) => until(`${count} requests`, () => standIn.peer.requests.length >= count),
    prompt: (...words: readonly (string | object)[]) =>
      editor.request<{ stopReason: string }>('session/prompt', { sessionId, prompt: words.map(block) }),
    set: async (configId: string, value: string) =>
      (await editor.request<Opened>('session/set_config_option', { sessionId, configId, value })).configOptions,
    /** Answers each question of the adapter with the option of this kind, and gives the questions. */
    answer(kind: string) {
      const questions: Asked[] = [];
      editor.onServerRequest('session/request_permission', (params) => {
        const asked = params as Asked;
        questions.push(asked);
        return { outcome: { outcome: 'selected', optionId: asked.options.find((one) => one.kind === kind)?.optionId } };
      });
      return questions;
    },
    said: () => textOf(updates(), 'agent_message_chunk'),
    /** A new adapter on the same home, with nothing open. */
    async restart() {
      await end(editor);
      editor = await start();
      return editor;
    },
    async [Symbol.asyncDispose]() {
      await end(editor);
      await standIn.allGone();
      await standIn[Symbol.asyncDispose]();
    },
  };
}

async function startAdapter(
  { home, work, codex }: { readonly home: string; readonly work: string; readonly codex: string },
  { env, capabilities = {} }: EditorOptions,
): Promise<Server> {
  const adapter = join(install('codex-acp', PACKAGES), '@agentclientprotocol/codex-acp/dist/index.js');
  const editor = await startServer({
    command: [process.execPath, adapter],
    home,
    cwd: work,
    env: {
      CODEX_PATH: codex,
      MODEL_PROVIDER: 'mock',
      INITIAL_AGENT_MODE: 'read-only',
      CODEX_ACP_PROMPT_SUGGESTIONS: 'false',
      ...env,
    },
  });
  const send = editor.send.bind(editor);
  editor.send = (message: Message) => send({ jsonrpc: '2.0', ...message } as Message);
  await editor.request('initialize', { protocolVersion: 1, clientCapabilities: capabilities });
  return editor;
}

async function end(editor: Server): Promise<void> {
  // The end of its input alone leaves its timers running.
  editor.kill('SIGTERM');
  await editor[Symbol.asyncDispose]();
}

const block = (word: string | object) => (typeof word === 'string' ? { type: 'text', text: word } : word);

export const updatesOf = (editor: Server): Update[] =>
  editor.received('session/update').map(({ params }) => (params as { update: Update }).update);

export const textOf = (updates: readonly Update[], kind: string): string =>
  updates
    .filter(({ sessionUpdate }) => sessionUpdate === kind)
    .map(({ content }) => content?.text)
    .join('');

export const option = (options: readonly ConfigOption[], id: string): ConfigOption | undefined =>
  options.find((one) => one.id === id);
