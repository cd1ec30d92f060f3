import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { idOf, meta, showed, small } from '../store/rollouts.js';
import { bed, converse } from './stored.js';

interface Page {
  readonly items: { readonly conversationId: string; readonly path: string; readonly preview: string }[];
  readonly nextCursor?: string;
}

test('an absurd page size is a large page (C32)', async () => {
  await using b = await bed();
  for (let n = 1; n <= 30; n++) await b.put(`2025-01-01T00-00-${9 + n}`, idOf(n), small(idOf(n)));
  await using server = await b.start();
  for (const pageSize of [500, 2 ** 32, 2 ** 64, 1e300, Number.MAX_VALUE]) {
    const page = await server.request<Page>('listConversations', { pageSize });
    expect(page.items).toHaveLength(30);
    expect(page).not.toHaveProperty('nextCursor');
  }
  expect((await server.request<Page>('listConversations', {})).items).toHaveLength(25);
  expect((await server.request<Page>('listConversations', { pageSize: null, cursor: null })).items).toHaveLength(25);
  expect(await server.request<Page>('listConversations', { pageSize: 0 })).toEqual({ items: [] });
  for (const pageSize of [-1, 1.5, '5', [], true]) {
    const { code, data } = await server.refused('listConversations', { pageSize });
    expect({ code, path: data?.path }).toEqual({ code: -32600, path: 'params.pageSize' });
  }
  server.sendRaw('{"id":"x","method":"listConversations","params":{"pageSize":1e999}}\n');
  expect(await server.next((m) => m.id === 'x')).toHaveProperty('error');
});

test('a conversation is listed from its first message on, also one that began with a picture', async () => {
  await using b = await bed([{ text: 'a' }]);
  await b.put('2025-01-01T00-00-01', idOf(1), [meta(idOf(1)), ...showed()]);
  await using server = await b.start();
  await server.request('newConversation', {});
  const created = await converse(server, ['hello there']);
  const { items } = await server.request<Page>('listConversations', {});
  expect(items.map((item) => item.preview)).toEqual(['hello there', '']);
  expect(items[0]).toMatchObject({ conversationId: created.conversationId, path: created.rolloutPath });
});

test('page by page every conversation comes once, also when new ones are made meanwhile', async () => {
  await using b = await bed();
  for (let n = 10; n < 30; n++) await b.put(`2025-01-01T00-00-${n}`, idOf(n), small(idOf(n)));
  await using server = await b.start();
  const seen: string[] = [];
  let cursor: string | undefined;
  let made = 100;
  do {
    const page: Page = await server.request<Page>('listConversations', { pageSize: 3, cursor });
    seen.push(...page.items.map((item) => item.conversationId));
    cursor = page.nextCursor;
    await b.put('2026-01-01T00-00-00', idOf(++made), small(idOf(made)));
  } while (cursor);
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => idOf(29 - i)));
});

test('sessions that are no folder are an error, and none an empty list', async () => {
  await using b = await bed();
  await using server = await b.start();
  expect(await server.request('listConversations', {})).toEqual({ items: [] });
  await writeFile(join(b.home, 'sessions'), '');
  const { code, message, data } = await server.refused('listConversations', {});
  expect({ code, data: data?.code }).toEqual({ code: -32603, data: 'io_error' });
  expect(message).toMatch(/^failed to list conversations: /);
});
