import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authPath, INITIALIZE, storeAuth, storedAuth } from '../server/accounts.js';
import { type Answering, accountFile, jwt, startIssuer } from '../support/issuer.js';
import { type ModelPeer, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';

const SECRETS = {
  key: 'sk-canary-key',
  environment: 'sk-canary-environment',
  dotEnv: 'canary-dot-env',
  header: 'canary-header',
  bearer: 'canary-bearer',
  refresh: 'canary-refresh',
  access: jwt({ canary: 'access' }, -60),
  identity: jwt({
    email: 'ada@example.org',
    canary: 'identity',
    'https://api.openai.com/auth': { chatgpt_account_id: 'a' },
  }),
  renewedRefresh: 'canary-renewed-refresh',
  renewedAccess: jwt({ canary: 'renewed' }, 3600),
};
type Secret = keyof typeof SECRETS;

const lapsed = {
  ...accountFile({ accountId: 'a' }),
  tokens: {
    id_token: SECRETS.identity,
    access_token: SECRETS.access,
    refresh_token: SECRETS.refresh,
    account_id: 'a',
  },
};

/** Refuses, breaks off and gives tokens in turn, and quotes what it was sent. */
const quoting: Answering = ({ body }, count) => {
  const quote = `no: ${body.refresh_token}`;
  if (count <= 2) return { status: 500, body: quote };
  if (count === 3) return { status: 400, body: { error: 'invalid_grant', error_description: quote } };
  return { status: 200, body: { access_token: SECRETS.renewedAccess, refresh_token: SECRETS.renewedRefresh } };
};

/** The two providers: one with the stored sign-in, and one with a bearer of its own. */
function configOf(account: ModelPeer, own: ModelPeer): string {
  return `model = "m"
model_provider = "account"
approval_policy = "never"
sandbox_mode = "danger-full-access"
[model_providers.account]
name = "With an account"
base_url = "${account.url}"
wire_api = "responses"
requires_openai_auth = true
request_max_retries = 0
stream_max_retries = 0
[model_providers.own]
name = "With a bearer"
base_url = "${own.url}"
wire_api = "responses"
env_key = "OWN_API_KEY"
http_headers = { "x-header" = "${SECRETS.header}" }
`;
}

async function turn(server: Server, modelProvider: string): Promise<void> {
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {
    config: { model_provider: modelProvider },
  });
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
  await server.next('task_complete');
}

const found = (text: string) => (Object.keys(SECRETS) as Secret[]).filter((name) => text.includes(SECRETS[name]));

async function filesBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

test('no secret is logged, told, recorded, or sent to anybody but whose it is', async () => {
  await using home = await scratchFolder('home');
  await using issuer = await startIssuer(quoting);
  const printsEnvironment = { calls: [{ name: 'shell', args: { command: ['env'] } }] };
  await using account = await startModelPeer([{ text: 'one' }, printsEnvironment, { text: 'two' }]);
  await using own = await startModelPeer([printsEnvironment, { text: 'three' }]);
  await home.write('config.toml', configOf(account, own) + issuer.config);
  await home.write('.env', `DOT_ENV_TOKEN=${SECRETS.dotEnv}\n`);
  await storeAuth(home.path, lapsed);
  await using server = await startServer({
    home: home.path,
    env: { TURNWIRE_LOG: 'trace', OPENAI_API_KEY: SECRETS.environment, OWN_API_KEY: SECRETS.bearer },
  });
  await server.request('initialize', INITIALIZE);

  await turn(server, 'account'); // the issuer is not to be had
  await server.request('getAuthStatus', { refreshToken: true }); // it refuses
  await turn(server, 'account');
  await turn(server, 'own');
  await storeAuth(home.path, { ...lapsed, tokens: { ...lapsed.tokens, refresh_token: 'another' } });
  await turn(server, 'account'); // it gives tokens
  expect((await storedAuth(home.path)).tokens.access_token).toBe(SECRETS.renewedAccess);

  await server.request('loginApiKey', { apiKey: SECRETS.key });
  await turn(server, 'account');
  await server.refused('loginApiKey', { apiKey: `${SECRETS.key}\u0000` });
  await server.refused('loginApiKey', { apiKey: { value: SECRETS.key } });
  await server.refused('loginApiKey', SECRETS.key);
  server.sendRaw(`{"id":"raw","method":"loginApiKey","params":{"apiKey":${SECRETS.key}}}\n`);
  await server.until('the broken line to be answered', (lines) =>
    lines.some(({ message }) => message.error?.data?.code === 'parse_error'),
  );
  await rm(authPath(home.path));
  await writeFile(authPath(home.path), `{"OPENAI_API_KEY":"${SECRETS.key}"`);
  await server.request('getAuthStatus', {});
  const config = join(home.path, 'config.toml');
  await writeFile(config, (await readFile(config, 'utf8')).replace('env_key =', 'env_key = = '));
  await server.refused('newConversation', {});
  await server.refused('getUserSavedConfig');
  await server.request('userInfo');
  await server.request('logoutChatGpt');

  const told = server.lines.filter((line) => line.from === 'server').map((line) => line.text);
  expect(found(told.join('\n'))).toEqual([]);
  expect(found(server.stderr)).toEqual([]);
  expect(found(await filesBelow(join(home.path, 'sessions')))).toEqual([]);
  expect(found(JSON.stringify(own.requests.map(({ headers, body }) => ({ headers, body }))))).toEqual([
    'header',
    'bearer',
  ]);
  expect(found(JSON.stringify(account.requests.map(({ headers, body }) => ({ headers, body }))))).toEqual([
    'key',
    'renewedAccess',
  ]);
  expect(found(JSON.stringify(issuer.requests))).toEqual(['refresh']);
});
