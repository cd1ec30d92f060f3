import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authPath, INITIALIZE, storeAuth, storedAuth } from '../server/accounts.js';
import { type Answering, accountFile, jwt, startIssuer } from '../support/issuer.js';
import { startMcpHttp } from '../support/mcp-http.js';
import { type ModelPeer, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';

const SECRETS = {
  key: 'sk-canary-key',
  environment: 'sk-canary-environment',
  dotEnv: 'canary-dot-env',
  header: 'canary-header',
  bearer: 'canary-bearer',
  mcpBearer: 'canary-mcp-bearer',
  mcpBearerVariable: 'canary-mcp-variable',
  mcpHeader: 'canary-mcp-header',
  mcpHeaderVariable: 'canary-mcp-of-header',
  mcpEnv: 'canary-mcp-env',
  mcpEnvVar: 'canary-mcp-inherited',
  mcpRequest: 'canary-mcp-request',
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

/** The two providers: one with the stored sign-in, and one with its own bearer token. */
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

test('no secret is logged, shown, recorded, or sent to any other server', async () => {
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

/** Its tool answers with all that it was given; `broken` says it as it ends. */
const ECHOING = `
import { createInterface } from 'node:readline';
const given = JSON.stringify({ env: process.env });
process.stderr.write(given + '\\n');
const write = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
process.stdout.write('a greeting ' + given + '\\n');
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (method === 'initialize')
    return write({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'x', version: '1' } } });
  if (method === 'tools/list') return write({ id, result: { tools: [{ name: 'say', description: given }, { name: 'fail' }] } });
  if (params.name === 'fail') return write({ id, error: { code: 1, message: given } });
  write({ id, result: { content: [{ type: 'text', text: given }], structuredContent: { given: JSON.parse(given) } } });
});
`;

test('secrets of MCP servers are not logged, shown, recorded, sent to the model or seen by commands', async () => {
  await using home = await scratchFolder('home');
  const echo = (request: { headers: object }) => ({
    type: 'application/json',
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 0,
      error: { code: 1, message: JSON.stringify(request.headers) },
    }).replace('"id":0', '"id":$ID'),
  });
  await using far = await startMcpHttp({
    raw: (method, request) => (method === 'tools/call' ? echo(request) : undefined),
  });
  const script = await home.write('server.mjs', ECHOING);
  const config = join(home.path, 'config.toml');
  const call = (name: string) => ({ calls: [{ name, args: {} }] });
  const shell = (...command: string[]) => ({ calls: [{ name: 'shell', args: { command } }] });
  await using peer = await startModelPeer([
    call('near__say'),
    call('near__fail'),
    call('far__echo'),
    call('further__echo'),
    shell('env'),
    shell('cat', config),
    { text: 'done' },
  ]);
  await home.write(
    'config.toml',
    `${peer.config('turnwire.mcp_turn_wait_ms = 15000\n')}
[mcp_servers.near]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(script)}]
env = { NEAR_TOKEN = "${SECRETS.mcpEnv}" }
env_vars = ["NEAR_SECRET"]
[mcp_servers.far]
url = "${far.url}"
bearer_token = "${SECRETS.mcpBearer}"
http_headers = { "x-api-key" = "${SECRETS.mcpHeader}" }
[mcp_servers.further]
url = "${far.url}"
bearer_token_env_var = "FURTHER_BEARER"
env_http_headers = { "x-auth" = "FURTHER_HEADER" }
`,
  );
  await using server = await startServer({
    home: home.path,
    env: {
      TURNWIRE_LOG: 'trace',
      NEAR_SECRET: SECRETS.mcpEnvVar,
      FURTHER_BEARER: SECRETS.mcpBearerVariable,
      FURTHER_HEADER: SECRETS.mcpHeaderVariable,
    },
  });
  await server.request('initialize', INITIALIZE);
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {
    approvalPolicy: 'never',
    sandbox: 'workspace-write',
  });
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
  await server.next('task_complete');
  const outputs = peer.requests.at(-1)?.body.input.filter((item) => item.type === 'function_call_output');
  expect(outputs).toHaveLength(6);
  expect(JSON.stringify(outputs)).toContain('[redacted]');
  await server.request('newConversation', {
    config: { 'mcp_servers.asked': { url: 'http://127.0.0.1:9/mcp', bearer_token: SECRETS.mcpRequest } },
  });
  await writeFile(config, (await readFile(config, 'utf8')).replace('bearer_token = "', 'bearer_token = = "'));
  await server.refused('newConversation', {});

  const told = server.lines.filter((line) => line.from === 'server').map((line) => line.text);
  expect(found(told.join('\n'))).toEqual([]);
  expect(found(server.stderr)).toEqual([]);
  expect(found(await filesBelow(join(home.path, 'sessions')))).toEqual([]);
  expect(found(JSON.stringify(peer.requests.map(({ headers, body }) => ({ headers, body }))))).toEqual([]);
  expect(found(JSON.stringify(far.calls))).toEqual([
    'mcpBearer',
    'mcpBearerVariable',
    'mcpHeader',
    'mcpHeaderVariable',
  ]);
});
