import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NewConversationResponse, ServerRequest, v2 } from '../../generated-types/index.js';
import { Client, type Notification } from './client.js';
import type { Screen } from './screen.js';

export interface StageOptions {
  readonly screen: Screen;
  readonly raw: boolean;
  /** Model and endpoint of a real model; the scripted model is used otherwise. */
  readonly live?: { readonly model: string; readonly baseUrl: string };
}

/** A scratch home and workspace, the servers that run on them, and what the user sees. */
export class Stage {
  readonly home: string;
  readonly workspace: string;
  readonly screen: Screen;
  readonly #scratch: string;
  readonly #options: StageOptions;
  readonly #ends: (() => void)[] = [];
  readonly #clients: Client[] = [];
  /** The decisions of the demo's user on the next approvals. */
  decisions: string[] = [];
  /** Called for each event, beside showing it. */
  watch: (notification: Notification | v2.ServerNotification) => void = () => {};

  constructor(options: StageOptions) {
    this.#options = options;
    this.screen = options.screen;
    this.#scratch = mkdtempSync(join(scratchRoot(), 'turnwire-demo-'));
    this.home = join(this.#scratch, 'home');
    this.workspace = join(this.#scratch, 'workspace');
    for (const folder of [this.home, this.workspace]) mkdirSync(folder);
    writeFileSync(join(this.home, 'config.toml'), options.live ? liveConfig(options.live) : SCRIPTED);
  }

  /** Starts a server, as an editor's window would, and initializes it. */
  async startServer(script: string): Promise<Client> {
    const started = performance.now();
    const client = new Client({
      home: this.home,
      env: { TURNWIRE_SCRIPT: resolve('clients/demo/scripts', script) },
      onLine: (direction, line) => this.#options.raw && this.screen.wire(direction, line),
      onNotification: (notification) => this.#receive(notification),
      onRequest: (request) => this.#decide(request),
    });
    this.#clients.push(client);
    const clientInfo = { name: 'turnwire-demo', title: null, version: '1.0.0' };
    const { userAgent } = await client.request<{ userAgent: string }>('initialize', { clientInfo });
    this.note(`${userAgent}: spawned, and initialize answered after ${Math.round(performance.now() - started)} ms`);
    return client;
  }

  async begin(client: Client, params: object): Promise<NewConversationResponse> {
    const conversation = await client.request<NewConversationResponse>('newConversation', {
      cwd: this.workspace,
      ...params,
    });
    await client.request('addConversationListener', { conversationId: conversation.conversationId });
    return conversation;
  }

  /** Sends a message and waits for the end of its turn. */
  async say(client: Client, conversationId: string, text: string): Promise<void> {
    this.show('user', text);
    const ended = this.turnEnded();
    await client.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });
    await ended;
  }

  /** Resolves at the end of the next turn. */
  turnEnded(): Promise<void> {
    return new Promise<void>((end) => this.#ends.push(end));
  }

  title(text: string): void {
    this.show('title', text);
  }

  note(text: string): void {
    this.show('note', text);
  }

  show(how: 'title' | 'note' | 'user' | 'approval', text: string): void {
    if (!this.#options.raw) this.screen[how](text);
  }

  async end(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    rmSync(this.#scratch, { recursive: true });
  }

  #receive(notification: Notification | v2.ServerNotification): void {
    if (!this.#options.raw) this.screen.notification(notification);
    this.watch(notification);
    if (['codex/event/task_complete', 'codex/event/turn_aborted', 'turn/completed'].includes(notification.method))
      this.#ends.shift()?.();
  }

  #decide(request: ServerRequest | v2.ServerRequest): object {
    const decision = this.decisions.shift() ?? 'denied';
    const reason = 'reason' in request.params && request.params.reason ? `\n  (${request.params.reason})` : '';
    this.show('approval', `${subjectOf(request)}${reason}\n  → ${decision}`);
    return { decision };
  }
}

/** What a decision is about. */
function subjectOf({ method, params }: ServerRequest | v2.ServerRequest): string {
  switch (method) {
    case 'execCommandApproval':
      return params.command.join(' ');
    case 'applyPatchApproval':
      return Object.keys(params.fileChanges).join(', ');
    case 'item/commandExecution/requestApproval':
      return params.command ?? '';
    case 'item/fileChange/requestApproval':
      return 'the patch above';
    default:
      return method;
  }
}

/** Not below the system's temporary folder, which a workspace-write sandbox may write: the demo shows where its limits are. */
function scratchRoot(): string {
  const cache = join(homedir(), '.cache');
  try {
    mkdirSync(cache, { recursive: true });
    return cache;
  } catch {
    return tmpdir();
  }
}

const SCRIPTED = 'model_provider = "scripted"\nmodel = "scripted"\n';

function liveConfig({ model, baseUrl }: { model: string; baseUrl: string }): string {
  return [
    `model = ${JSON.stringify(model)}`,
    'model_provider = "live"',
    '[model_providers.live]',
    'name = "Live"',
    `base_url = ${JSON.stringify(baseUrl)}`,
    'env_key = "OPENAI_API_KEY"',
    'wire_api = "responses"',
    '',
  ].join('\n');
}
