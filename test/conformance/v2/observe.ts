import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { kindOf, type Line, type Message } from '../../support/exchange.js';
import { type ModelPeer, type ModelRequest, startModelPeer } from '../../support/model-peer.js';
import { Normaliser } from '../../support/normalise.js';
import { readRollout } from '../../support/rollout.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { type Observation, type Observed, quiet, rolloutFiles } from '../observe.js';
import { itemType, ThreadClient } from './client.js';
import { idNames } from './names.js';
import { rolloutOf } from './rollout.js';
import type { Beside, ThreadScenario } from './scenario.js';

/** Below the repository, as in the other half. */
const SCRATCH = fileURLToPath(new URL('../../../.cache/conformance', import.meta.url));

/** Plays a scenario with one server and tells what came of it, in words that do not change from run to run. */
export async function observeThreads(scenario: ThreadScenario, command: readonly string[]): Promise<Observed> {
  await using home = await scratchFolder('home', SCRATCH);
  await using work = await scratchFolder('work', SCRATCH);
  await using peer = await startModelPeer(scenario.model);
  await using beside = await (scenario.beside?.() ?? nothing);
  await home.write('config.toml', configOf(peer, scenario, beside));
  for (const [name, text] of Object.entries(scenario.files ?? {})) {
    await (name.startsWith('home/') ? home : work).write(name.slice('home/'.length), text);
  }
  const { env } = beside;
  const start = () =>
    startServer({ command, home: home.path, cwd: work.path, validate: false, ...(env ? { env } : {}) });
  const client = new ThreadClient(await start(), start);
  try {
    await scenario.steps(client, peer);
    await silent(client);
    await quiet(home.path);
    client.server.closeInput();
    await client.server.exit;
  } finally {
    await client.server[Symbol.asyncDispose]();
  }
  const places = {
    home: home.path,
    work: work.path,
    others: { $folder: basename(work.path), ...idNames(client.lines) },
  };
  const names = new Normaliser(places);
  const model = peer.requests.map((request) => modelOf(request, names));
  const problems = peer.problems.map((problem) => ({ label: 'problem', value: problem }));
  const rollout = (await Promise.all((await rolloutFiles(home.path)).map(readRollout))).flatMap((file) =>
    rolloutOf(file, names),
  );
  return {
    wire: wireOf(client.lines, names),
    rollout: rollout.map(({ label, value }) => ({ label, value: settled(value) })),
    model: [...model, ...problems],
    account: [],
  };
}

const nothing: Beside = { [Symbol.asyncDispose]: async () => {} };

/** Notifications may follow the reply that a scenario waited for last. */
async function silent(client: ThreadClient): Promise<void> {
  let before = -1;
  while (client.lines.length > before) {
    before = client.lines.length;
    await pause(250);
  }
}

/** The reference gives tools of old to models that it knows alone. A policy of `untrusted` stops it when it stands in the file. */
function configOf({ url }: ModelPeer, { config = '', provider }: ThreadScenario, beside: Beside): string {
  return `model = "gpt-5.5"
model_provider = "mock"
approval_policy = "on-request"
sandbox_mode = "danger-full-access"
${config}
[model_providers.mock]
name = "Mock"
base_url = "${url}"
wire_api = "responses"
${provider ?? 'request_max_retries = 0\nstream_max_retries = 0'}
${beside.config ?? ''}
`;
}

/** Replies in the order of the requests, then the rest in the order of its coming. */
function wireOf(lines: readonly Line[], names: Normaliser): Observation[] {
  const answers = lines.filter(({ from }) => from === 'server');
  const replies = lines
    .filter(({ from, message }) => from === 'client' && kindOf(message) === 'request')
    .flatMap((asked) => {
      const later = lines.slice(lines.indexOf(asked));
      const reply = later.find(
        (l) => l.from === 'server' && kindOf(l.message) === 'reply' && l.message.id === asked.message.id,
      );
      return reply ? [{ label: `reply ${asked.message.method}`, value: settled(names.value(reply.message)) }] : [];
    });
  const told = joined(answers.map(({ message }) => message).filter((message) => kindOf(message) !== 'reply')).map(
    (message) => ({ label: labelOf(message), value: settled(names.value(message)) }),
  );
  return [...replies, ...told];
}

interface OutputDelta {
  readonly itemId: string;
  readonly delta: string;
}

/** Where output is cut has no meaning: pieces of one command that follow each other are one. */
function joined(messages: readonly Message[]): Message[] {
  const whole: Message[] = [];
  for (const message of messages) {
    const before = whole.at(-1);
    const [a, b] = [before?.params, message.params] as [OutputDelta, OutputDelta];
    if (message.method === OUTPUT && before?.method === OUTPUT && a.itemId === b.itemId)
      whole[whole.length - 1] = { ...before, params: { ...a, delta: a.delta + b.delta } };
    else whole.push(message);
  }
  return whole;
}

const OUTPUT = 'item/commandExecution/outputDelta';

/** Numbers of processes, and what is made up for each call of a tool, differ from run to run. */
function settled(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/"(processId|process_id)":"\d+"/g, '"$1":"$process"')
    .replace(/Chunk ID: [0-9a-f]{6}/g, 'Chunk ID: $chunk')
    .replace(/Wall time: [\d.]+ seconds/g, 'Wall time: $seconds')
    .replace(/session ID \d+/g, 'session ID $process')
    .replace(/(session_id\W+)\d+/g, '$1$$process');
  return JSON.parse(text);
}

const labelOf = (message: Message) => [message.method, itemType(message)].filter(Boolean).join(' ');

const isContext = (text: string | undefined): boolean => /^(<|# AGENTS\.md)/.test(text ?? '');

interface Tool {
  readonly name?: string;
  readonly type: string;
}

/** What a request says of the conversation: the words around it and the definitions of tools are other ones here. */
function modelOf({ path, body }: ModelRequest, names: Normaliser): Observation {
  const { instructions: _, tools, input = [], prompt_cache_key: __, client_metadata: ___, ...rest } = body;
  const said = input.filter(({ role, content }) => role !== 'developer' && !isContext(content?.[0]?.text));
  const bare = said.map(({ id: _, internal_chat_message_metadata_passthrough: __, ...item }) => item);
  const offered = Array.isArray(tools) ? tools.map(({ name, type }: Tool) => [name ?? type, true]) : [];
  return {
    label: 'request',
    value: settled(names.value({ path, ...rest, input: bare, tools: Object.fromEntries(offered) })),
  };
}
