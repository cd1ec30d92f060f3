import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVER_NODE } from '../clients/stand-in.js';
import { type ModelPeer, type PeerReply, startModelPeer } from '../support/model-peer.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';

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
  const place = new Place(scratch, peer);
  await writePackages(place.sdk);
  return place;
}

/** Writes the folder of packages that VS Code looks for its agent in. */
async function writePackages(sdk: string): Promise<void> {
  execFileSync(process.env[SERVER_NODE] ?? process.execPath, [SERVER, 'shim', sdk]);
  if (OTHER === undefined) return;
  const vendor = join(sdk, `node_modules/@openai/codex-${process.platform}-${process.arch}/vendor`);
  const [triple = ''] = await readdir(vendor);
  await writeFile(join(vendor, triple, 'bin/codex'), `#!/bin/sh\nexec '${OTHER}' "$@"\n`);
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

  /** Waits until everything is gone that was started on the home. */
  async serversGone(): Promise<void> {
    const home = `CODEX_HOME=${join(this.scratch.path, 'home')}\0`;
    await until('the end of the servers', async () => {
      const environments = await Promise.all((await readdir('/proc')).filter(Number).map(environmentOf));
      return !environments.some((environment) => environment.includes(home));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serversGone();
    await this.peer[Symbol.asyncDispose]();
    await this.scratch[Symbol.asyncDispose]();
  }
}

/** Nothing for a process that has ended since. */
const environmentOf = (pid: string): Promise<string> => readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
