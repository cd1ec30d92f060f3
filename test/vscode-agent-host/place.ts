import { once } from 'node:events';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVER_NODE } from '../clients/stand-in.js';
import { isAlive } from '../support/alive.js';
import { type ModelPeer, type PeerReply, startModelPeer } from '../support/model-peer.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';

const ARCHITECTURE: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };
const SERVER = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** Names an executable that is driven in place of ours, to compare the two. */
const OTHER = process.env.TURNWIRE_E2E_CODEX;
/** A model that the original knows, too. */
const MODEL = 'gpt-5.5';
export const MODEL_ID = `@provider=mock:${MODEL}`;

const config = (url: string): string => `model = "${MODEL}"
model_provider = "mock"
[model_providers.mock]
name = "Mock"
base_url = "${url}"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`;

/** What VS Code works on: a folder, a home whose model plays `replies`, and the packages with our server. */
export async function makePlace(replies: readonly PeerReply[]): Promise<Place> {
  const scratch = await scratchFolder('vscode');
  const peer = await startModelPeer(replies);
  await Promise.all(['home', 'work', 'user', 'logs'].map((name) => mkdir(join(scratch.path, name))));
  await scratch.write('home/config.toml', config(peer.url));
  await writePackages(scratch);
  return new Place(scratch, peer);
}

/** Lays a folder out as npm lays out the package of the original, with our server as its program. */
async function writePackages(scratch: Scratch): Promise<void> {
  const vendor = `@openai/codex-linux-${process.arch}/vendor/${ARCHITECTURE[process.arch]}-unknown-linux-musl`;
  const node = process.env[SERVER_NODE] ?? process.execPath;
  const command = OTHER ? `'${OTHER}'` : `'${node}' '${SERVER}'`;
  const started = await scratch.write('started', '');
  // The shell's number is the server's: `exec` keeps it.
  const script = `#!/bin/sh\necho "$$" >> '${started}'\nexec ${command} "$@"\n`;
  await chmod(await scratch.write(`sdk/node_modules/${vendor}/bin/codex`, script), 0o755);
}

export class Place implements AsyncDisposable {
  constructor(
    readonly scratch: Scratch,
    readonly peer: ModelPeer,
  ) {}

  get work(): string {
    return join(this.scratch.path, 'work');
  }

  get sdk(): string {
    return join(this.scratch.path, 'sdk');
  }

  /** Waits until every server that was started here is gone. */
  async serversGone(): Promise<void> {
    const started = (await readFile(join(this.scratch.path, 'started'), 'utf8')).split('\n').filter(Boolean);
    await until('the end of the servers', () => !started.some(isAlive));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serversGone();
    await this.peer[Symbol.asyncDispose]();
    await this.scratch[Symbol.asyncDispose]();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
