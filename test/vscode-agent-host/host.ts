import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ModelPeer, PeerReply } from '../support/model-peer.js';
import { AhpClient } from './ahp.js';
import { freePort, makePlace, type Place } from './place.js';

const TOKEN = 'token';

/** The agent host of `vsCode`, with a server under it whose model plays `replies`. */
export async function startAgentHost(vsCode: string, replies: readonly PeerReply[]): Promise<AgentHost> {
  const host = new AgentHost(vsCode, await makePlace(replies));
  await host.start();
  return host;
}

export class AgentHost implements AsyncDisposable {
  #process: ChildProcess | undefined;
  #client: AhpClient | undefined;
  #clients = 0;

  constructor(
    readonly vsCode: string,
    readonly place: Place,
  ) {}

  get work(): string {
    return this.place.work;
  }

  get peer(): ModelPeer {
    return this.place.peer;
  }

  get client(): AhpClient {
    if (this.#client === undefined) throw new Error('the agent host does not run');
    return this.#client;
  }

  async start(): Promise<void> {
    const port = await freePort();
    const main = join(this.vsCode, 'out/bootstrap-fork.js');
    const child = spawn(process.execPath, [main, `--logsPath=${join(this.place.scratch.path, 'logs')}`], {
      env: this.#environment(port),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    await listening(child);
    this.#client = await AhpClient.connect(`ws://127.0.0.1:${port}?tkn=${TOKEN}`, `client-${++this.#clients}`);
  }

  /** Ends the host, and waits until the servers that it has started are gone too. */
  async stop(): Promise<void> {
    this.#client?.[Symbol.dispose]();
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    await this.place.serversGone();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.place[Symbol.asyncDispose]();
  }

  #environment(port: number): NodeJS.ProcessEnv {
    const { path } = this.place.scratch;
    const names = join(this.vsCode, 'out/nls.messages.json');
    const language = { userLocale: 'en', osLocale: 'en', resolvedLanguage: 'en', defaultMessagesFile: names };
    return {
      PATH: process.env.PATH,
      VSCODE_PARENT_PID: String(process.pid),
      HOME: join(path, 'user'),
      CODEX_HOME: join(path, 'home'),
      VSCODE_ESM_ENTRYPOINT: 'vs/platform/agentHost/node/agentHostMain',
      VSCODE_NLS_CONFIG: JSON.stringify(language),
      VSCODE_AGENT_HOST_HOST: '127.0.0.1',
      VSCODE_AGENT_HOST_PORT: String(port),
      VSCODE_AGENT_HOST_CONNECTION_TOKEN: TOKEN,
      VSCODE_AGENT_HOST_TELEMETRY_LEVEL: 'off',
      VSCODE_AGENT_HOST_CODEX_AGENT_ENABLED: '1',
      VSCODE_AGENT_HOST_CODEX_SDK_ROOT: this.place.sdk,
    };
  }
}

/** Waits until the host says that it listens. */
async function listening(child: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        said += chunk;
        if (said.includes('listening on')) resolve();
      });
    child.once('exit', (code) => reject(new Error(`the agent host ended with ${code}:\n${said}`)));
  });
}
