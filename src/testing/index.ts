// `turnwire/testing`: what tests of a client need. It knows no test runner, and needs neither a network nor a key.
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type ClientOptions, type SpawnOptions, spawnServer } from '../../clients/library/index.js';
import { type InProcessOptions, startInProcess } from '../server/in-process.js';
import { type ScriptedModel, type ScriptedReply, startScriptedModel } from './scripted-model.js';

export { type ModelRequest, type ScriptedModel, type ScriptedReply, startScriptedModel } from './scripted-model.js';

export interface TestClientOptions
  extends Partial<ClientOptions>,
    Omit<InProcessOptions, keyof ClientOptions | 'home'> {
  /** What the model answers, one reply a request. */
  readonly replies?: readonly ScriptedReply[] | undefined;
  /** Starts this program as the server. Default: a server in this process. */
  readonly spawn?: Pick<SpawnOptions, 'command' | 'args' | 'onStderr'> | undefined;
}

/** A client of a server of its own, with a scripted model and folders that are removed at the end. */
export interface TestClient extends AsyncDisposable {
  readonly client: Client;
  readonly model: ScriptedModel;
  /** The home of the server, where it keeps threads. */
  readonly home: string;
  /** The working directory of the server, where threads begin unless they say otherwise. It is empty. */
  readonly workspace: string;
  /** Ends the server and the model, and removes the folders. Can be called again. */
  close(): Promise<void>;
}

/** Commands run without a sandbox, and each of them needs an approval, unless `config` or the thread says otherwise. */
export async function startTestClient(options: TestClientOptions = {}): Promise<TestClient> {
  const { replies, spawn, clientInfo = { name: 'test', version: '1' }, config, ...more } = options;
  const model = await startScriptedModel(replies);
  const root = await realpath(await mkdtemp(join(tmpdir(), 'turnwire-testing-')));
  const [home, workspace] = [join(root, 'home'), join(root, 'workspace')];
  const clear = async (): Promise<void> => {
    await model.close();
    // A command that is still ending may write there.
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  };
  try {
    for (const folder of [home, workspace]) await mkdir(folder);
    const env = { PATH: process.env.PATH, HOME: home, ...more.env, CODEX_HOME: home };
    const settings = {
      ...more,
      clientInfo,
      cwd: more.cwd ?? workspace,
      env,
      config: { approval_policy: 'untrusted', sandbox_mode: 'danger-full-access', ...model.config(), ...config },
    };
    const client = spawn ? await spawnServer({ ...settings, ...spawn }) : await startInProcess({ ...settings, home });
    const end = async (): Promise<void> => {
      try {
        await client.close();
      } finally {
        await clear();
      }
    };
    let ending: Promise<void> | undefined;
    const close = (): Promise<void> => {
      ending ??= end();
      return ending;
    };
    return { client, model, home, workspace, close, [Symbol.asyncDispose]: close };
  } catch (e) {
    await clear();
    throw e;
  }
}
