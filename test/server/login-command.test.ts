import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { runCommand as done, startCommand as start } from '../support/command.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';
import { ACCOUNT, startSignInIssuer } from '../support/sign-in-issuer.js';
import { until } from '../support/until.js';
import { authPath, storedAuth } from './accounts.js';
import { isFree, open, portOf } from './signing-in.js';

const PAGE = /^http\S+\/oauth\/authorize\S+$/m;
const withHome = async (use: (home: Scratch) => Promise<void>): Promise<void> => {
  await using home = await scratchFolder('home');
  await use(home);
};

test('a key from stdin is kept, shown in part, and forgotten', () =>
  withHome(async ({ path: home }) => {
    const kept = await done(home, ['login', '--with-api-key'], 'sk-a-secret-key-1234\n');
    expect(kept).toEqual({ code: 0, stdout: 'Signed in with an API key (…1234).\n', stderr: '' });
    expect(await storedAuth(home)).toEqual({ OPENAI_API_KEY: 'sk-a-secret-key-1234' });
    expect((await stat(authPath(home))).mode & 0o777).toBe(0o600);
    expect(await done(home, ['login', 'status'])).toMatchObject({
      code: 0,
      stdout: 'Logged in using an API key (…1234)\n',
    });
    expect(await done(home, ['logout'])).toMatchObject({ code: 0, stdout: 'Signed out.\n' });
    expect(await done(home, ['logout'])).toMatchObject({ code: 0, stdout: 'No user was signed in.\n' });
    expect(await done(home, ['login', 'status'])).toMatchObject({ code: 1, stdout: 'Not logged in\n' });
  }));

test('a sign-in that is kept nowhere says so', () =>
  withHome(async (home) => {
    await home.write('config.toml', 'cli_auth_credentials_store = "ephemeral"\n');
    const kept = await done(home.path, ['login', '--with-api-key'], 'sk-a-secret-key-1234\n');
    expect(kept).toMatchObject({ code: 0, stderr: '' });
    expect(kept.stdout).toContain('Signed in with an API key (…1234).\nThis holds for this process only, ');
    expect(await done(home.path, ['login', 'status'])).toMatchObject({ code: 1, stdout: 'Not logged in\n' });
  }));

test.each(['', ' \n'])('an empty key is refused: %j', (input) =>
  withHome(async ({ path: home }) => {
    expect(await done(home, ['login', '--with-api-key'], input)).toMatchObject({
      code: 1,
      stderr: 'turnwire: no API key was given\n',
    });
  }),
);

test('a key that no header can carry is refused without being shown', () =>
  withHome(async ({ path: home }) => {
    expect(await done(home, ['login', '--with-api-key'], 'sk-ключ\n')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'turnwire: the API key holds characters that no key has\n',
    });
  }));

test.each([
  [['login', '--strange'], "unknown option '--strange'", 'login'],
  [['login', 'key'], "unexpected argument 'key'", 'login'],
  [['login', 'status', '--device-auth'], "unknown option '--device-auth'", 'login status'],
  [['login', '--with-api-key', '--device-auth'], '--device-auth and --with-api-key exclude each other', 'login'],
  [['login', '-c'], "option '-c' needs a value: <key=value>", 'login'],
  [['logout', '--with-api-key'], "unknown option '--with-api-key'", 'logout'],
  [['logout', 'status'], "unexpected argument 'status'", 'logout'],
])('%j is refused, with what is wrong', (args, reason, command) =>
  withHome(async ({ path: home }) => {
    const stderr = `turnwire: ${reason}\nTry 'turnwire ${command} --help'.\n`;
    expect(await done(home, args)).toEqual({ code: 2, stdout: '', stderr });
  }),
);

test('an unreadable configuration is reported in one line', () =>
  withHome(async ({ path: home }) => {
    const { code, stdout, stderr } = await done(home, ['login', 'status', '-c', 'always_use_api_key_signing=3']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^turnwire: .*always_use_api_key_signing.*\n$/);
  }));

test('a key in the environment is offered, and used only where the configuration says so', () =>
  withHome(async ({ path: home }) => {
    const env = { OPENAI_API_KEY: 'sk-of-the-environment' };
    const offered = await done(home, ['login', 'status'], '', env);
    expect(offered.code).toBe(1);
    expect(offered.stdout).toContain('OPENAI_API_KEY is set and not used');
    const used = await done(home, ['login', 'status', '-c', 'always_use_api_key_signing=true'], '', env);
    expect(used).toMatchObject({ code: 0, stdout: 'Logged in using an API key (…ment)\n' });
    const left = await done(home, ['logout', '-c', 'always_use_api_key_signing=true'], '', env);
    expect(left).toMatchObject({ code: 0, stdout: expect.stringContaining('OPENAI_API_KEY is still used') });
  }));

test('without a terminal the page is named and waited for', async () => {
  await using issuer = await startSignInIssuer();
  await using home = await scratchFolder('home');
  await home.write('config.toml', issuer.config());
  const run = start(home.path, ['login'], { OPENAI_API_KEY: 'sk-that-is-not-asked-for' });
  const url = await until('the address of the page', () => PAGE.exec(run.stdout)?.[0]);
  await until('how to reach this machine', () => /ssh -L (\d+):localhost:\1 /.test(run.stdout));
  const callback = await issuer.press(url, 'approve');
  callback.hostname = '127.0.0.1';
  await fetch(callback);
  expect(await run.exit).toBe(0);
  expect(run.stdout).toContain('Signed in with a ChatGPT account (ada@example.org).');
  expect(await storedAuth(home.path)).toMatchObject({ tokens: { account_id: ACCOUNT } });
});

test('a refusal of the issuer is reported, with exit code 1', async () => {
  await using issuer = await startSignInIssuer();
  await using home = await scratchFolder('home');
  await home.write('config.toml', issuer.config());
  const run = start(home.path, ['login']);
  const url = await until('the address of the page', () => PAGE.exec(run.stdout)?.[0]);
  const callback = await issuer.press(url, 'deny');
  callback.hostname = '127.0.0.1';
  await fetch(callback);
  expect(await run.exit).toBe(1);
  expect(run.stderr).toBe('turnwire: Login server error: The person said no.\n');
});

test('a code is typed in on another device', async () => {
  await using issuer = await startSignInIssuer();
  await using home = await scratchFolder('home');
  await home.write('config.toml', issuer.config());
  const signedIn = await done(home.path, ['login', '--device-auth']);
  expect(signedIn).toMatchObject({ code: 0, stderr: '' });
  expect(signedIn.stdout).toContain(
    `Open ${issuer.url}/codex/device on any device and type in this code:\n\n  ABCD-EFGH`,
  );
  expect(await storedAuth(home.path)).toMatchObject({ tokens: { account_id: ACCOUNT } });
});

test('a code for another device comes by the standard grant where the issuer names it', async () => {
  await using issuer = await startSignInIssuer({ devices: 'grant' });
  await using home = await scratchFolder('home');
  await home.write('config.toml', issuer.config());
  const signedIn = await done(home.path, ['login', '--device-auth']);
  expect(signedIn).toMatchObject({ code: 0, stderr: '' });
  expect(signedIn.stdout).toContain(`Open ${issuer.url}/device on any device and type in this code:\n\n  WDJB-MJHT`);
  expect(await storedAuth(home.path)).toMatchObject({ tokens: { account_id: ACCOUNT } });
});

test('an issuer without device codes is named', async () => {
  await using issuer = await startSignInIssuer({ devices: 'none' });
  await using home = await scratchFolder('home');
  await home.write('config.toml', issuer.config());
  expect(await done(home.path, ['login', '--device-auth'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `turnwire: ${issuer.url} does not offer to sign in with a device code\n`,
  });
});

test('Ctrl-C ends a sign-in that waits, and frees its port', async () => {
  await using issuer = await startSignInIssuer();
  await using home = await scratchFolder('home');
  await home.write('config.toml', issuer.config());
  const run = start(home.path, ['login']);
  const authUrl = await until('the address of the page', () => PAGE.exec(run.stdout)?.[0]);
  run.child.kill('SIGINT');
  expect(await run.exit).toBe(130);
  expect(run.stderr).toBe('');
  expect(await isFree(portOf({ authUrl }))).toBe(true);
});

test('connections that a browser keeps open do not keep the command', async () => {
  await using issuer = await startSignInIssuer();
  await using home = await scratchFolder('home');
  await home.write('config.toml', issuer.config());
  const run = start(home.path, ['login']);
  const authUrl = await until('the address of the page', () => PAGE.exec(run.stdout)?.[0]);
  const kept = connect(portOf({ authUrl }), '127.0.0.1').on('error', () => {});
  await once(kept, 'connect');
  const page = await open(await issuer.press(authUrl, 'approve'));
  expect(page.text).toContain('You are signed in');
  expect(await run.exit).toBe(0);
  kept.destroy();
});
