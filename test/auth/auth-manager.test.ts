import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AuthFile } from '../../src/auth/auth-file.js';
import { type AuthChange, AuthManager } from '../../src/auth/auth-manager.js';
import type { CredentialStore } from '../../src/auth/credential-store.js';
import { issuerFrom } from '../../src/auth/issuer.js';
import { Renewal } from '../../src/auth/renewal.js';
import { accountSignIn } from '../../src/auth/stored-sign-in.js';
import { authSettings } from '../../src/config/auth-settings.js';
import { checkConfig } from '../../src/config/checked.js';
import type { AuthSettings } from '../../src/domain/auth-settings.js';
import { silentLog } from '../../src/server/log.js';
import { type Answering, accountFile, startIssuer, tokensOf } from '../support/issuer.js';
import { scratchFolder } from '../support/scratch.js';

const RENEWED = tokensOf({ accountId: 'a', round: '2', expiresIn: 3600 });
const renew: Answering = () => ({ status: 200, body: RENEWED });

async function managed(answering: Answering, more: Partial<AuthSettings> = {}) {
  const home = await scratchFolder('home');
  const issuer = await startIssuer(answering);
  const settings = { ...authSettings(checkConfig({}), {}), issuer: issuer.url, ...more };
  const identity = { originator: 'turnwire', userAgent: () => 'turnwire/test' };
  const manager = new AuthManager({ home: home.path, env: {}, settings: () => settings, identity, log: silentLog });
  const path = join(home.path, 'auth.json');
  return {
    issuer,
    home,
    manager,
    path,
    store: (file: object) => writeFile(path, JSON.stringify(file)),
    stored: async () => JSON.parse(await readFile(path, 'utf8')),
    async [Symbol.asyncDispose]() {
      await manager.close();
      await issuer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

test('after a refusal the credentials are renewed, or come from a later sign-in, or are missing', async () => {
  await using parts = await managed(renew);
  const { manager, issuer, store } = parts;
  await store(accountFile({ accountId: 'a' }));
  const first = await manager.current();
  expect(first).toMatchObject({ accountId: 'a', chatgpt: true, plan: 'plus' });
  expect(issuer.requests).toHaveLength(0);
  expect(await manager.afterRefusal(first as NonNullable<typeof first>)).toMatchObject({ token: RENEWED.access_token });
  // Of two requests that were refused with the old token, the second finds that there is a new one.
  expect(await manager.afterRefusal(first as NonNullable<typeof first>)).toMatchObject({ token: RENEWED.access_token });
  expect(issuer.requests).toHaveLength(1);
  await store({ OPENAI_API_KEY: 'sk-1' });
  expect(await manager.afterRefusal({ token: RENEWED.access_token })).toMatchObject({ token: 'sk-1', chatgpt: false });
  expect(await manager.afterRefusal({ token: 'sk-1' })).toBeUndefined();
});

test('what a request for one account holds is not sent in the name of another', async () => {
  await using parts = await managed(renew);
  const { manager, store } = parts;
  await store(accountFile({ accountId: 'a' }));
  const account = manager.account() as string;
  const first = await manager.current(account);
  expect(first?.account).toBe(account);
  await store(accountFile({ accountId: 'b' }));
  await expect(manager.current(account)).rejects.toThrow('another user has signed in');
  await expect(manager.afterRefusal({ token: first?.token ?? '', account })).rejects.toThrow('another user');
  expect(await manager.current(manager.account())).toMatchObject({ accountId: 'b' });
});

test('tokens of a sign-in are stored as in 0.44, and reported once, when the caller says so', async () => {
  await using parts = await managed(renew);
  const { manager, path, stored } = parts;
  const told: AuthChange[][] = [[], []];
  for (const list of told) manager.onChange((change) => list.push(change));
  let cancelled = 0;
  manager.pendingSignIn = { cancel: () => void cancelled++ };
  const tokens = tokensOf({ accountId: 'a' });
  manager.signInWithTokens({
    idToken: tokens.id_token,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
  });
  expect([cancelled, manager.status().method, told]).toEqual([0, 'chatgpt', [[], []]]);
  manager.announce();
  manager.status();
  expect(told).toEqual([[{ method: 'chatgpt' }], [{ method: 'chatgpt' }]]);
  const file = await stored();
  expect(Object.keys(file)).toEqual(['OPENAI_API_KEY', 'tokens', 'last_refresh']);
  expect(file).toMatchObject({ OPENAI_API_KEY: null, tokens: { ...tokens, account_id: 'a' } });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  manager.signInWithKey('sk-1');
  manager.announce();
  manager.signOut();
  manager.announce();
  expect([cancelled, told[1]]).toEqual([2, [{ method: 'chatgpt' }, { method: 'apikey' }, { method: undefined }]]);
});

test.each([
  [['b'], false],
  [['b', 'c'], false],
  [[], false],
  [['b', 'a'], true],
  [['a'], true],
  [undefined, true],
])('an account of the workspace a, with %j forced, is kept: %s', async (forcedWorkspaces, kept) => {
  await using parts = await managed(renew, { forcedWorkspaces });
  const tokens = tokensOf({ accountId: 'a' });
  const signIn = () =>
    parts.manager.signInWithTokens({
      idToken: tokens.id_token,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
    });
  if (kept) {
    signIn();
    expect(await parts.stored()).toBeDefined();
    return;
  }
  expect(signIn).toThrow(expect.objectContaining({ code: 'login_not_allowed' }));
  await expect(parts.stored()).rejects.toThrow('ENOENT');
});

test('the lock of a process that has died while it renewed is taken over', async () => {
  await using parts = await managed(renew);
  const dead = { pid: 2 ** 22 + 1, started: 'long ago', host: hostname(), instance: 'dead' };
  await mkdir(join(parts.home.path, 'turnwire'));
  for (const name of ['auth-renewal.json', 'auth-write.json'])
    await writeFile(join(parts.home.path, 'turnwire', name), JSON.stringify(dead));
  await parts.store(accountFile({ accountId: 'a', expiresIn: -60 }));
  expect(await parts.manager.current()).toMatchObject({ token: RENEWED.access_token });
});

test('new tokens that cannot be written are kept until they can be: the issuer gives them once', async () => {
  await using home = await scratchFolder('home');
  await using issuer = await startIssuer((request, count) =>
    count === 1 ? renew(request, count) : { status: 400, body: { error: 'invalid_grant' } },
  );
  let file: AuthFile = accountFile({ accountId: 'a' });
  let full = true;
  const store: CredentialStore = {
    read: () => file,
    write(written) {
      if (full) throw new Error('no space left on device');
      file = written;
    },
    remove() {},
    stamp: () => '',
  };
  const identity = { originator: 'turnwire', userAgent: () => 'turnwire/test' };
  const settings = { issuer: issuer.url, clientId: 'client' };
  const renewal = new Renewal({
    env: {},
    home: home.path,
    identity,
    log: silentLog,
    issuer: () => issuerFrom(settings),
  });
  const [signIn] = accountSignIn(file);
  const again = () => renewal.renew(store, signIn as NonNullable<typeof signIn>);
  await expect(again()).rejects.toMatchObject({ failure: { code: 'auth_refresh_failed' } });
  full = false;
  await again();
  expect(file.tokens).toMatchObject(RENEWED);
  expect(issuer.requests).toHaveLength(1);
});
