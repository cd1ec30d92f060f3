import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Channel } from '../library/channel.js';
import {
  type Approval,
  type Client,
  connect,
  type OnApproval,
  type StartOptions,
  type Thread,
} from '../library/index.js';
import { spawnChannel } from '../library/spawn.js';
import { emptyTranscript, reduce, type Transcript, transcriptOf } from '../library/transcript/index.js';
import { draw } from './draw.js';
import type { Screen } from './screen.js';

/** A scratch home and workspace, the servers that run on them, and the thread that the user sees. */
export class Stage {
  readonly workspace: string;
  readonly screen: Screen;
  readonly #home: string;
  readonly #scratch: string;
  readonly #clients: Client[] = [];
  #transcript = emptyTranscript('');
  /** The decisions of the demo's user on the next approvals. */
  decisions: ('accept' | 'decline')[] = [];

  /** `live`: model and endpoint of a real model; the scripted model is used without. */
  constructor(screen: Screen, live?: LiveModel) {
    this.screen = screen;
    this.#scratch = mkdtempSync(join(scratchRoot(), 'turnwire-demo-'));
    this.#home = join(this.#scratch, 'home');
    this.workspace = join(this.#scratch, 'workspace');
    for (const folder of [this.#home, this.workspace]) mkdirSync(folder);
    writeFileSync(join(this.#home, 'config.toml'), live ? liveConfig(live) : SCRIPTED);
  }

  /** Starts a server, as an editor's window would. What happens in the thread that is shown is drawn as it comes. */
  async startServer(script: string): Promise<Client> {
    const started = performance.now();
    const channel = spawnChannel({
      command: process.execPath,
      args: ['dist/cli.js', 'app-server'],
      env: { ...process.env, CODEX_HOME: this.#home, TURNWIRE_SCRIPT: resolve('clients/demo/scripts', script) },
    });
    const clientInfo = { name: 'turnwire-demo', version: '1.0.0' };
    const client = await connect(this.#tapped(channel), { clientInfo });
    this.#clients.push(client);
    const [name] = client.server.userAgent.split(' ');
    const took = Math.round(performance.now() - started);
    this.screen.note(`${name}: spawned, and initialize answered after ${took} ms`);
    client.on('*', (notification) => this.show(reduce(this.#transcript, notification)));
    return client;
  }

  /** Starts a thread in the workspace and shows it. */
  async begin(client: Client, options: StartOptions = {}): Promise<Thread> {
    const thread = await client.startThread({ ...options, cwd: this.workspace, onApproval: this.decide });
    this.follow(thread);
    return thread;
  }

  /** Shows what happens in a thread from now on. Gives what has happened before. */
  follow({ id, opened }: Thread): Transcript {
    this.#transcript = transcriptOf(id, opened.thread.turns);
    return this.#transcript;
  }

  get transcript(): Transcript {
    return this.#transcript;
  }

  /** Draws what is new in a transcript, and continues with it. */
  show(transcript: Transcript): void {
    draw(this.screen, this.#transcript, transcript);
    this.#transcript = transcript;
  }

  readonly decide: OnApproval = (approval: Approval) => {
    this.show(reduce(this.#transcript, approval));
    const decision = this.decisions.shift() ?? 'decline';
    this.screen.line(undefined, `  → ${decision}`);
    return decision;
  };

  /** Sends a message and waits for the end of its turn. Without the model the demo cannot go on. */
  async talk(thread: Thread, text: string): Promise<void> {
    const { status, error } = await thread.run(text).result;
    if (status === 'failed') throw new Error(error?.message ?? 'the turn failed');
  }

  async end(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  /** The same channel; the screen gets every line. */
  #tapped(channel: Channel): Channel {
    return {
      ...channel,
      start: (receiver) =>
        channel.start({
          message: (text) => {
            this.screen.wire('<-', text);
            receiver.message(text);
          },
          closed: (error) => receiver.closed(error),
        }),
      send: (message) => {
        this.screen.wire('->', message);
        channel.send(message);
      },
    };
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

export interface LiveModel {
  readonly model: string;
  readonly baseUrl: string;
}

function liveConfig({ model, baseUrl }: LiveModel): string {
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
