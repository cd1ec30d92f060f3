import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AuthFile } from '../../src/auth/auth-file.js';
import type { OpenEntry } from '../../src/auth/keyring-store.js';
import { createStore } from '../../src/auth/stores.js';
import { silentLog } from '../../src/server/log.js';
import { scratchFolder } from '../support/scratch.js';

const file: AuthFile = { OPENAI_API_KEY: 'sk-1' };

/** A key store in memory; the real one belongs to the user who runs the tests. */
function fakeKeyring() {
  const kept = new Map<string, string>();
  const open: OpenEntry = (service, name) => ({
    getPassword: () => kept.get(`${service} ${name}`) ?? null,
    setPassword: (text) => void kept.set(`${service} ${name}`, text),
    deletePassword: () => kept.delete(`${service} ${name}`),
  });
  return { kept, open };
}

const noKeyring: OpenEntry = () => {
  throw new Error('no bus');
};

const context = (home: string, openEntry: OpenEntry) => ({ home, log: silentLog, openEntry });

test.each(['keyring', 'auto'] as const)(
  '"%s" keeps the sign-in in the key store, and an earlier file goes',
  async (storage) => {
    await using home = await scratchFolder('home');
    const path = await home.write('auth.json', JSON.stringify({ OPENAI_API_KEY: 'sk-old' }));
    const { kept, open } = fakeKeyring();
    const store = createStore(storage, context(home.path, open));
    const before = store.stamp();
    store.write(file);
    expect(store.read()).toEqual(file);
    expect(store.stamp()).not.toBe(before);
    expect(existsSync(path)).toBe(false);
    expect([...kept.keys()]).toEqual([expect.stringMatching(/^Codex Auth cli\|[0-9a-f]{16}$/)]);
    store.remove();
    expect([kept.size, store.read()]).toEqual([0, undefined]);
  },
);

test('"auto" reads a file where the key store has nothing, and writes one where there is no key store', async () => {
  await using home = await scratchFolder('home');
  await home.write('auth.json', JSON.stringify(file));
  expect(createStore('auto', context(home.path, fakeKeyring().open)).read()).toEqual(file);
  const without = createStore('auto', context(home.path, noKeyring));
  without.write({ OPENAI_API_KEY: 'sk-2' });
  expect(without.read()).toEqual({ OPENAI_API_KEY: 'sk-2' });
  without.remove();
  expect(existsSync(join(home.path, 'auth.json'))).toBe(false);
});

test('"keyring" never falls back to a file: it says what is missing', async () => {
  await using home = await scratchFolder('home');
  await home.write('auth.json', JSON.stringify(file));
  const store = createStore('keyring', context(home.path, noKeyring));
  expect(store.read()).toBeUndefined();
  expect(store.problem).toContain('cli_auth_credentials_store = "file"');
  expect(() => store.write(file)).toThrow(expect.objectContaining({ code: 'keyring_unavailable' }));
});
