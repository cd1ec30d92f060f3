import { expect, test } from 'vitest';
import { Login } from '../../src/auth/login/login.js';

test('an unfinished sign-in ends at its time limit', async () => {
  const login = new Login({
    issuer: {
      issuer: 'http://127.0.0.1:1',
      clientId: 'c',
      authorizeUrl: 'http://127.0.0.1:1/a',
      tokenUrl: 'http://127.0.0.1:1/t',
    },
    ports: [0],
    originator: 'test',
    env: {},
    timeMs: 20,
    keep: () => {
      throw new Error('nothing is kept');
    },
  });
  const url = new URL(await login.start());
  expect(await login.ended).toEqual({ success: false, error: 'Login timed out' });
  await expect(fetch(url.searchParams.get('redirect_uri') ?? '')).rejects.toThrow('fetch failed');
});
