import { chmod, lstat, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accountFile, jwt } from '../support/issuer.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { authPath, begin, changesOf, INITIALIZE, storeAuth, storedAuth, turn, WANTS_ACCOUNT } from './accounts.js';

const account = accountFile({ accountId: 'account-1' });
const token = account.tokens.access_token;
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a sign-in with a key is answered, then reported, and stored as in 0.44', async () => {
  await using server = await startServer();
  await server.request('initialize', INITIALIZE);
  await server.request('loginApiKey', { apiKey: 'sk-1' });
  await server.next('authStatusChange');
  expect(server.lines.at(-2)?.message).toMatchObject({ result: {} });
  expect(await readFile(authPath(server.home), 'utf8')).toBe('{\n  "OPENAI_API_KEY": "sk-1"\n}');
  expect(await modeOf(authPath(server.home))).toBe(0o600);
  expect(await server.request('getAuthStatus', { includeToken: true })).toEqual({
    authMethod: 'apikey',
    authToken: 'sk-1',
    requiresOpenaiAuth: true,
  });
  await server.request('logoutChatGpt');
  await server.next('authStatusChange');
  await expect(stat(authPath(server.home))).rejects.toThrow('ENOENT');
  await server.request('logoutChatGpt');
  await server.next('authStatusChange');
  expect(changesOf(server)).toEqual([{ authMethod: 'apikey' }, {}, {}]);
});

// C47
test('a file that others can read is closed to them, when it is read and when it is written', async () => {
  await using server = await startServer({ env: { TURNWIRE_LOG: 'warn' } });
  await storeAuth(server.home, { OPENAI_API_KEY: 'sk-1' });
  await chmod(authPath(server.home), 0o644);
  await server.request('initialize', INITIALIZE);
  await server.request('getAuthStatus', {});
  await server.request('getAuthStatus', {});
  expect(await modeOf(authPath(server.home))).toBe(0o600);
  await until('the line in the log', () => server.stderr.includes('could be read by others'));
  expect(server.stderr.match(/could be read by others/g)).toHaveLength(1);
});

// C47
test('the file is replaced as a whole, at the end of a link, and what others keep in it stays', async () => {
  await using elsewhere = await scratchFolder('elsewhere');
  await using server = await startServer();
  const real = await elsewhere.write('auth.json', JSON.stringify({ ...account, auth_mode: 'chatgpt', theirs: [1] }));
  await symlink(real, authPath(server.home));
  const before = await stat(real);
  await server.request('initialize', INITIALIZE);
  await server.request('loginApiKey', { apiKey: 'sk-2' });
  expect((await lstat(authPath(server.home))).isSymbolicLink()).toBe(true);
  expect((await stat(real)).ino).not.toBe(before.ino);
  expect(JSON.parse(await readFile(real, 'utf8'))).toEqual({ OPENAI_API_KEY: 'sk-2', round: '1', theirs: [1] });
  await server.request('logoutChatGpt');
  await expect(stat(real)).rejects.toThrow('ENOENT');
  await server.request('loginApiKey', { apiKey: 'sk-3' });
  expect(JSON.parse(await readFile(real, 'utf8'))).toEqual({ OPENAI_API_KEY: 'sk-3' });
});

test('failing to write or to remove the file has a separate error', async () => {
  await using server = await startServer();
  await mkdir(join(authPath(server.home), 'inside'), { recursive: true });
  await server.request('initialize', INITIALIZE);
  const refusedLogin = await server.refused('loginApiKey', { apiKey: 'sk-secret' });
  expect(refusedLogin).toMatchObject({ code: -32603, data: { code: 'io_error' } });
  expect(refusedLogin.message).toMatch(/^failed to save api key: /);
  const refusedLogout = await server.refused('logoutChatGpt');
  expect(refusedLogout).toMatchObject({ code: -32603, data: { code: 'io_error' } });
  expect(refusedLogout.message).toMatch(/^logout failed: /);
  expect(JSON.stringify([refusedLogin, refusedLogout])).not.toContain('sk-secret');
  expect(changesOf(server)).toEqual([]);
});

test.each(['', ' \n', 'sk-\u00e4', 'sk-1\r\nsk-2'])('a key that cannot be one is refused: %j', async (apiKey) => {
  await using server = await startServer();
  await server.request('initialize', INITIALIZE);
  expect(await server.refused('loginApiKey', { apiKey })).toMatchObject({
    code: -32600,
    data: { code: 'invalid_request', path: 'params.apiKey' },
  });
  await expect(stat(authPath(server.home))).rejects.toThrow('ENOENT');
});

const both = { ...account, OPENAI_API_KEY: 'sk-file' };
const options = (...signInOptions: string[]) => ({ requiresOpenaiAuth: true, signInOptions });
const key = (authToken: string) => ({ authMethod: 'apikey', authToken, requiresOpenaiAuth: true });
const chatgpt = { authMethod: 'chatgpt', authToken: token, requiresOpenaiAuth: true };

test.each<[string, { file?: object; env?: string; config?: string }, object]>([
  ['nothing', {}, options('chatgpt', 'apikey')],
  ['a key in the environment', { env: 'sk-env' }, options('chatgpt', 'apikey', 'environment')],
  ['a blank key in the environment', { env: ' ' }, options('chatgpt', 'apikey')],
  ['… where keys are preferred', { env: 'sk-env', config: 'preferred_auth_method = "apikey"' }, key('sk-env')],
  ['… where keys are always used', { env: 'sk-env', config: 'always_use_api_key_signing = true' }, key('sk-env')],
  [
    '… where accounts are preferred',
    { env: 'sk-env', config: 'preferred_auth_method = "chatgpt"' },
    options('chatgpt', 'apikey', 'environment'),
  ],
  ['an account', { file: account, env: 'sk-env' }, chatgpt],
  [
    'an account where keys are preferred',
    { file: account, env: 'sk-env', config: 'preferred_auth_method = "apikey"' },
    key('sk-env'),
  ],
  [
    'an account where keys are preferred and none is there',
    { file: account, config: 'preferred_auth_method = "apikey"' },
    chatgpt,
  ],
  [
    'an account where keys are always used',
    { file: account, config: 'always_use_api_key_signing = true' },
    options('apikey'),
  ],
  ['a key and an account', { file: both, env: 'sk-env' }, key('sk-file')],
  [
    'a key and an account where keys are preferred',
    { file: both, env: 'sk-env', config: 'preferred_auth_method = "apikey"' },
    key('sk-file'),
  ],
  [
    'a key and an account where accounts are preferred',
    { file: both, config: 'preferred_auth_method = "chatgpt"' },
    chatgpt,
  ],
  [
    'a key and an account where accounts alone are allowed',
    { file: both, env: 'sk-env', config: 'forced_login_method = "chatgpt"' },
    chatgpt,
  ],
  [
    'an account where keys alone are allowed',
    { file: account, env: 'sk-env', config: 'forced_login_method = "api"' },
    options('apikey', 'environment'),
  ],
  [
    'a key where accounts alone are allowed',
    {
      file: { OPENAI_API_KEY: 'sk-file' },
      env: 'sk-env',
      config: 'forced_login_method = "chatgpt"\nalways_use_api_key_signing = true',
    },
    options('chatgpt'),
  ],
  ['an account of the workspace', { file: account, config: 'forced_chatgpt_workspace_id = "account-1"' }, chatgpt],
  [
    'an account of another workspace',
    { file: account, config: 'forced_chatgpt_workspace_id = "account-2"' },
    options('chatgpt', 'apikey'),
  ],
  ['an empty key and an account', { file: { ...account, OPENAI_API_KEY: '' } }, chatgpt],
  [
    'an empty access token',
    { file: { ...account, tokens: { ...account.tokens, access_token: '' } } },
    options('chatgpt', 'apikey'),
  ],
  ['no tokens', { file: { OPENAI_API_KEY: null } }, options('chatgpt', 'apikey')],
  ['a folder', {}, options('chatgpt', 'apikey')],
])('who is signed in with %s', async (what, { file, env, config }, expected) => {
  await using server = await startServer({
    ...(config === undefined ? {} : { config: `${config}\n` }),
    ...(env === undefined ? {} : { env: { OPENAI_API_KEY: env } }),
  });
  if (file) await storeAuth(server.home, file);
  if (what === 'a folder') await mkdir(authPath(server.home));
  await server.request('initialize', INITIALIZE);
  expect(await server.request('getAuthStatus', { includeToken: true })).toEqual(expected);
});

test('a forbidden way to sign in is refused; a stored one does not count and is reported', async () => {
  await using server = await startServer({ config: 'forced_login_method = "chatgpt"\n' });
  await storeAuth(server.home, { OPENAI_API_KEY: 'sk-1' });
  await server.request('initialize', INITIALIZE);
  await server.request('getAuthStatus', {});
  await server.request('getAuthStatus', {});
  const refused = await server.refused('loginApiKey', { apiKey: 'sk-2' });
  expect(refused).toMatchObject({ code: -32600, data: { code: 'login_not_allowed', method: 'apikey' } });
  const told = server.received('turnwire/diagnostics').map(({ params }) => params);
  expect(told).toEqual([{ level: 'warning', message: expect.stringContaining('nothing but a ChatGPT account') }]);
  expect(await storedAuth(server.home)).toEqual({ OPENAI_API_KEY: 'sk-1' });
});

test('the key of the environment is what the model is sent', async () => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using server = await startServer({
    config: peer.config('preferred_auth_method = "apikey"', WANTS_ACCOUNT),
    env: { OPENAI_API_KEY: 'sk-env' },
  });
  await turn(server, await begin(server));
  expect(peer.requests[0]?.headers.authorization).toBe('Bearer sk-env');
});

// C51
test('the present account is reported, also while the configuration is broken', async () => {
  await using server = await startServer({ config: 'model = "m"\n' });
  const config = join(server.home, 'config.toml');
  await server.request('initialize', INITIALIZE);
  await storeAuth(server.home, { OPENAI_API_KEY: 'sk-1' });
  expect(await server.request('getAuthStatus', {})).toEqual({ authMethod: 'apikey', requiresOpenaiAuth: true });
  await storeAuth(server.home, { OPENAI_API_KEY: 'sk-2' });
  await writeFile(config, 'forced_login_method = "chatgpt"\n');
  expect(await server.request('getAuthStatus', {})).toEqual(options('chatgpt'));
  await writeFile(config, 'model = [\n');
  expect(await server.request('getAuthStatus', {})).toEqual(options('chatgpt'));
  await writeFile(config, 'model_provider = "oss"\n');
  expect(await server.request('getAuthStatus', { includeToken: true })).toEqual({ requiresOpenaiAuth: false });
  await rm(config);
  expect(await server.request('getAuthStatus', { includeToken: true })).toEqual(key('sk-2'));
});

test('without a key store a sign-in that should lie there is refused clearly, or lies in the file', async () => {
  await using strict = await startServer({ config: 'cli_auth_credentials_store = "keyring"\n' });
  await strict.request('initialize', INITIALIZE);
  expect(await strict.refused('loginApiKey', { apiKey: 'sk-1' })).toMatchObject({
    message: expect.stringMatching(/^failed to save api key: The key store of this desktop cannot be used/),
    data: { code: 'keyring_unavailable' },
  });
  expect(await strict.request('getAuthStatus', {})).toEqual(options('chatgpt', 'apikey'));
  expect(strict.received('turnwire/diagnostics')).toHaveLength(1);

  await using lenient = await startServer({ config: 'cli_auth_credentials_store = "auto"\n' });
  await lenient.request('initialize', INITIALIZE);
  await lenient.request('loginApiKey', { apiKey: 'sk-1' });
  expect(await storedAuth(lenient.home)).toEqual({ OPENAI_API_KEY: 'sk-1' });
  expect(await lenient.request('getAuthStatus', { includeToken: true })).toEqual(key('sk-1'));
});

const text = (file: object) => JSON.stringify(file);
const { refresh_token: _, ...withoutRefresh } = account.tokens;
const utf16 = (words: string, mark = '\uFEFF') => Buffer.from(mark + words, 'utf16le');
// C305
test.each<[string, string | Buffer, object, string?]>([
  ['a byte order mark', `\uFEFF${text(account)}`, chatgpt],
  ['a byte order mark before a key', `\uFEFF${text({ OPENAI_API_KEY: 'sk-file' })}`, key('sk-file')],
  ['UTF-16', utf16(text(account)), chatgpt],
  ['UTF-16 without a mark', utf16(text(account), ''), chatgpt],
  ['UTF-16, high bytes first', utf16(text({ OPENAI_API_KEY: 'sk-file' })).swap16(), key('sk-file')],
  ['no refresh_token', text({ tokens: withoutRefresh }), chatgpt],
  ['null as refresh_token', text({ tokens: { ...withoutRefresh, refresh_token: null } }), chatgpt],
  [
    'a number as account_id and as last_refresh',
    text({ tokens: { ...account.tokens, account_id: 1 }, last_refresh: 2 }),
    chatgpt,
  ],
  ['members that are not known', text({ ...account, agent_identity: { a: 1 }, personal_access_token: null }), chatgpt],
  ['the form of a key of today', text({ auth_mode: 'apikey', OPENAI_API_KEY: 'sk-file' }), key('sk-file')],
  ['the form of an account of today', text({ auth_mode: 'chatgpt', ...both }), chatgpt],
  [
    'a key beside tokens that cannot be read',
    text({ OPENAI_API_KEY: 'sk-file', tokens: { id_token: 'x' } }),
    key('sk-file'),
    'tokens.access_token is missing',
  ],
  ['a number as the key', text({ OPENAI_API_KEY: 12 }), options('chatgpt', 'apikey'), 'OPENAI_API_KEY is not a text'],
  [
    'a number as access_token',
    text({ tokens: { ...account.tokens, access_token: 5 } }),
    options('chatgpt', 'apikey'),
    'tokens.access_token is missing or not a text',
  ],
  [
    'no id_token',
    text({ tokens: { ...account.tokens, id_token: null } }),
    options('chatgpt', 'apikey'),
    'tokens.id_token is missing or not a text',
  ],
  [
    'an id_token that is none',
    text({ tokens: { ...account.tokens, id_token: 'a.b.c' } }),
    options('chatgpt', 'apikey'),
    'tokens.id_token cannot be read',
  ],
  ['tokens as a text', text({ tokens: 'secret-token' }), options('chatgpt', 'apikey'), 'tokens is missing or not'],
  ['nothing in it', '', options('chatgpt', 'apikey'), 'it is empty'],
  ['half of it', text(account).slice(0, 40), options('chatgpt', 'apikey'), 'it is not valid JSON'],
  ['a list', '[]', options('chatgpt', 'apikey'), 'it holds no JSON object'],
  [
    'another kind of sign-in',
    text({ auth_mode: 'agentIdentity', agent_identity: {} }),
    options('chatgpt', 'apikey'),
    'of another kind',
  ],
])('auth.json with %s works or says why not', async (_what, content, expected, why) => {
  await using server = await startServer();
  await writeFile(authPath(server.home), content);
  await server.request('initialize', INITIALIZE);
  expect(await server.request('getAuthStatus', { includeToken: true })).toEqual(expected);
  await server.request('newConversation', {});
  const told = server.received('turnwire/diagnostics').map(({ params }) => (params as { message: string }).message);
  expect(told).toEqual(why === undefined ? [] : [expect.stringContaining(why)]);
});

test('an account without a refresh_token counts until its token lapses, and says why it ends then', async () => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using server = await startServer({ config: peer.config('', WANTS_ACCOUNT) });
  await storeAuth(server.home, { tokens: { ...withoutRefresh, access_token: jwt({ a: 1 }, 3600) } });
  const conversationId = await begin(server);
  await turn(server, conversationId);
  expect(peer.requests).toHaveLength(1);
  await storeAuth(server.home, { tokens: { ...withoutRefresh, access_token: jwt({ a: 2 }, -60) } });
  await turn(server, conversationId);
  expect(server.received('error')[0]).toMatchObject({
    params: { msg: { message: expect.stringContaining('the stored sign-in has no refresh_token') } },
  });
  expect(peer.requests).toHaveLength(1);
  expect(await server.request('getAuthStatus', {})).toEqual(options('chatgpt', 'apikey'));
});
