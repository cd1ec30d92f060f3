import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type {
  AddConversationSubscriptionResponse,
  InitializeResponse,
  NewConversationResponse,
} from '../../generated-types/index.js';
import { Client, type Notification } from './client.js';
import { Screen } from './screen.js';

const USAGE = `npm run demo -- [--raw] [--live [--model NAME]]
  --raw    print the lines on the wire instead
  --live   ask a real endpoint of the Responses API: OPENAI_API_KEY, and OPENAI_BASE_URL for one other than OpenAI's
`;

const { values: options } = parseArgs({
  options: {
    raw: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    model: { type: 'string', default: 'gpt-5-codex' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help || (options.live && !process.env.OPENAI_API_KEY)) {
  process.stderr.write(options.help ? USAGE : `--live needs OPENAI_API_KEY\n\n${USAGE}`);
  process.exit(options.help ? 0 : 2);
}

const screen = new Screen(process.stdout, process.env);
const scratch = mkdtempSync(join(tmpdir(), 'turnwire-demo-'));
const [home, workspace] = [join(scratch, 'home'), join(scratch, 'workspace')];
for (const folder of [home, workspace]) mkdirSync(folder);
writeFileSync(join(home, 'config.toml'), options.live ? liveConfig() : scriptedConfig());
const ends: (() => void)[] = [];
const client = new Client({
  home,
  onLine: (direction, line) => options.raw && screen.wire(direction, line),
  onNotification: (notification) => show(notification),
});

try {
  await tour();
} finally {
  await client.close();
  rmSync(scratch, { recursive: true });
}

async function tour(): Promise<void> {
  const started = performance.now();
  const { userAgent } = await client.request<InitializeResponse>('initialize', {
    clientInfo: { name: 'turnwire-demo', title: null, version: '1.0.0' },
  });
  tell('title', `${userAgent}`);
  tell('note', `spawned, and initialize answered after ${Math.round(performance.now() - started)} ms`);
  const { conversationId, model, rolloutPath } = await client.request<NewConversationResponse>('newConversation', {
    cwd: workspace,
    includePlanTool: true,
  });
  tell('note', `conversation ${conversationId} with ${options.live ? model : 'the scripted model'}`);
  await client.request<AddConversationSubscriptionResponse>('addConversationListener', { conversationId });
  await say(conversationId, 'Hello! Please introduce yourself in two sentences.');
  await say(conversationId, 'What did I ask you first? Answer in two sentences.');
  tell('title', 'That was a conversation.');
  const lines = readFileSync(rolloutPath, 'utf8').trimEnd().split('\n').length;
  tell('note', `It was recorded in ${lines} lines of ${basename(rolloutPath)}, in a scratch home that is removed now.`);
}

async function say(conversationId: string, text: string): Promise<void> {
  tell('person', text);
  const ended = new Promise<void>((resolve) => ends.push(resolve));
  await client.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });
  await ended;
}

function show(notification: Notification): void {
  if (!options.raw) screen.event(notification);
  if (['codex/event/task_complete', 'codex/event/turn_aborted'].includes(notification.method)) ends.shift()?.();
}

function tell(how: 'title' | 'note' | 'person', text: string): void {
  if (!options.raw) screen[how](text);
}

function scriptedConfig(): string {
  return `model_provider = "scripted"\nmodel = "scripted"\n[turnwire]\nscript = ${JSON.stringify(resolve('clients/demo/script.json'))}\n`;
}

function liveConfig(): string {
  const baseUrl = process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1';
  return [
    `model = ${JSON.stringify(options.model)}`,
    'model_provider = "live"',
    '[model_providers.live]',
    'name = "Live"',
    `base_url = ${JSON.stringify(baseUrl)}`,
    'env_key = "OPENAI_API_KEY"',
    'wire_api = "responses"',
    '',
  ].join('\n');
}
