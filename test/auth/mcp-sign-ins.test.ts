import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { McpCredentialFile } from '../../src/auth/mcp/credential-file.js';
import { withTokens } from '../../src/auth/mcp/credentials.js';
import { McpSignIns } from '../../src/auth/mcp/sign-ins.js';
import { startMcpIssuer } from '../support/mcp-issuer.js';
import { scratchFolder } from '../support/scratch.js';

const target = { name: 'far', url: 'https://far.example.org/mcp' };
const log = { info: vi.fn(), warn: vi.fn() };

/** A sign-in with an expired token; `given`: the tokens that the issuer returns. */
async function lapsed() {
  const issuer = await startMcpIssuer();
  const home = await scratchFolder('home');
  const { access_token, refresh_token } = issuer.giveAnyway('client-x');
  const file = new McpCredentialFile(home.path);
  const known = { server_name: 'far', server_url: target.url, client_id: 'client-x', issuer: issuer.url, scopes: [] };
  file.keep(target, withTokens(known, { access_token, refresh_token, token_type: 'Bearer', expires_in: -1 }));
  return {
    issuer,
    home: home.path,
    file,
    signIns: () => new McpSignIns(home.path, {}, log),
    async [Symbol.asyncDispose]() {
      await issuer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

test('many who want a token at once, in several processes, renew it once', async () => {
  await using all = await lapsed();
  const [one, two] = [all.signIns(), all.signIns()];
  const tokens = await Promise.all([one.token(target), one.token(target), two.token(target), two.token(target)]);
  expect(new Set(tokens).size).toBe(1);
  expect(all.issuer.accepts(tokens[0])).toBe(true);
  expect(all.issuer.renewals()).toHaveLength(1);
});

test('the refresh token goes to the issuer that gave it, with the client that it was given to', async () => {
  await using all = await lapsed();
  await all.signIns().token(target);
  expect(all.issuer.renewals()).toMatchObject([{ params: { client_id: 'client-x', grant_type: 'refresh_token' } }]);
});

test('a sign-in that was given up while it was renewed does not come back', async () => {
  await using all = await lapsed();
  const before = all.file.find(target)?.access_token;
  all.issuer.onRenewal = () => void all.file.remove('far');
  expect(await all.signIns().token(target)).toBe(before);
  expect(await readFile(join(all.home, '.credentials.json'), 'utf8')).toBe('{}');
});

test('the error names an unreachable issuer without the tokens; an issuer that refuses gets one request', async () => {
  await using all = await lapsed();
  const signIns = all.signIns();
  const old = all.file.find(target);
  if (!old) throw new Error('nobody is signed in');
  all.file.keep(target, { ...old, issuer: 'http://127.0.0.1:9' });
  await expect(signIns.token(target)).rejects.toThrow(/^the sign-in could not be renewed: fetch failed/);
  all.file.keep(target, old);
  all.issuer.forget();
  expect(await signIns.token(target)).toBe(old.access_token);
  expect(await signIns.renew(target, old.access_token)).toBeUndefined();
  expect(all.issuer.renewals()).toHaveLength(1);
});

test('nothing is renewed any more at the end; what has begun is waited for and kept', async () => {
  await using all = await lapsed();
  const signIns = all.signIns();
  const token = signIns.token(target);
  await signIns.close();
  expect(all.file.find(target)?.access_token).toBe(await token);
  const now = all.file.find(target);
  if (now) all.file.keep(target, { ...now, expires_at: 1 });
  await signIns.token(target);
  expect(all.issuer.renewals()).toHaveLength(1);
});
