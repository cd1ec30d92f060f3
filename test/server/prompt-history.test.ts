import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bed, converse, type Revived, turn } from './stored.js';

test('the prompt history of the clients is counted and never written', async () => {
  await using b = await bed([{ text: 'one' }, { text: 'two' }], '[history]\npersistence = "save-all"\nmax_bytes = 10');
  await using server = await b.start();
  const { rolloutPath: path, conversationId } = await converse(server, ['first']);
  const resumed = async () => {
    await server.request<Revived>('resumeConversation', { path });
    const { params } = await server.next('sessionConfigured');
    const { historyLogId: id, historyEntryCount: entries } = params as Record<string, number>;
    return { id, entries };
  };
  const file = join(b.home, 'history.jsonl');
  expect(await resumed()).toEqual({ id: 0, entries: 0 });
  expect(existsSync(file)).toBe(false);
  writeFileSync(file, '{}\n{}\n');
  expect(await resumed()).toEqual({ id: statSync(file).ino, entries: 2 });
  appendFileSync(file, '{}\n');
  expect(await resumed()).toEqual({ id: statSync(file).ino, entries: 3 });
  await turn(server, conversationId, 'second');
  expect(readFileSync(file, 'utf8')).toBe('{}\n{}\n{}\n');
});
