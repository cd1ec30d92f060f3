import { describe, expect, test } from 'vitest';
import { partDigests } from '../../src/core/history/part-digest.js';
import type { ConversationStore, ListOptions, StoredConversation } from '../../src/core/ports/index.js';
import { userText } from '../../src/domain/history-item.js';
import { type ConversationMeta, type ConversationRecord, eventRecord, historyRecord } from '../../src/domain/record.js';
import { idOf } from './rollouts.js';

/** Two owners of the same conversations. */
export interface TwoOwners extends AsyncDisposable {
  readonly one: ConversationStore;
  readonly two: ConversationStore;
}

export const metaOf = (n: number): ConversationMeta => ({
  id: idOf(n),
  timestamp: new Date(Date.UTC(2025, 0, 1, 0, 0, n)).toISOString(),
  cwd: '/work',
  originator: 'test',
  version: '1',
  instructions: null,
  source: 'vscode',
});

export const said = (text: string): ConversationRecord[] => {
  const base = { id: 'item-1', startedAt: 0, completedAt: 0 };
  const item = { ...base, type: 'user-message', content: [{ type: 'text', text }] } as const;
  return [historyRecord(userText(text)), eventRecord({ type: 'item-completed', item })];
};

export const answered = (text: string): ConversationRecord[] => [
  historyRecord({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }),
];

const GOAL = {
  objective: 'Every rose is watered',
  status: 'active',
  tokenBudget: 500,
  tokensUsed: 90,
  timeUsedSeconds: 3,
  createdAt: 1,
  updatedAt: 2,
} as const;

/** What every store of conversations does. */
export function storeContract(name: string, open: () => Promise<TwoOwners>): void {
  const begun = async (store: ConversationStore, n: number, records = said(`hello ${n}`)) => {
    const meta = metaOf(n);
    const lease = store.lease(meta.id);
    const token = lease.take();
    const rollout = await store.create(meta);
    await rollout.append(records, token);
    return { id: meta.id, rollout, lease, token, location: rollout.location };
  };
  const reopened = async (store: ConversationStore, n: number) => {
    const location = (await store.find(idOf(n))) as string;
    return { rollout: await store.reopen(await store.load(location)), token: store.lease(idOf(n)).take() };
  };
  const refused = async (action: () => unknown): Promise<unknown> => {
    try {
      await action();
    } catch (e) {
      return (e as { code?: string }).code;
    }
    return 'not refused';
  };

  describe(name, () => {
    test('what was appended is loaded, with its meta, in order', async () => {
      await using s = await open();
      const { rollout, token, location } = await begun(s.one, 1);
      await rollout.append(answered('hi'), token);
      await rollout.append([], token);
      const stored = await s.one.load(location);
      expect(stored.meta).toMatchObject({ id: idOf(1), cwd: '/work', source: 'vscode', originator: 'test' });
      expect(texts(stored)).toEqual(['hello 1', 'hi']);
      expect(stored.location).toBe(location);
      expect(stored.findings).toEqual([]);
    });

    test('the revision of what is loaded is that of the rollout, and changes with each append', async () => {
      await using s = await open();
      const { rollout, token, location } = await begun(s.one, 1);
      const first = (await s.one.load(location)).revision;
      expect(rollout.revision).toBe(first);
      await rollout.append(answered('hi'), token);
      expect(rollout.revision).not.toBe(first);
      expect((await s.one.load(location)).revision).toBe(rollout.revision);
    });

    test('every kind of record comes back', async () => {
      await using s = await open();
      const item = userText('later');
      const message = {
        id: 'q',
        type: 'user-message',
        startedAt: 1,
        completedAt: 1,
        content: [{ type: 'text', text: 'later' }],
      } as const;
      const settings = {
        cwd: '/w',
        approvalPolicy: 'never',
        sandboxPolicy: { mode: 'read-only' },
        model: 'm',
        summary: 'auto',
      } as const;
      const records: ConversationRecord[] = [
        { type: 'sampling', settings, turnId: null },
        { type: 'queued-input', id: 'q', item, message, turnId: null },
        { type: 'history', item, queuedAs: 'q' },
        { type: 'compaction', summary: 'short' },
        { type: 'goal', conversationId: idOf(1), goal: GOAL, turnId: 'turn-1' },
        { type: 'goal', conversationId: idOf(1), goal: null, turnId: null },
        eventRecord({
          type: 'turn-ended',
          status: 'interrupted',
          startedAt: 1,
          completedAt: 2,
          lastMessage: null,
          error: null,
        }),
      ];
      const { location } = await begun(s.one, 1, records);
      const { records: loaded } = await s.one.load(location);
      expect(loaded.map(({ type }) => type)).toEqual(records.map(({ type }) => type));
      expect(loaded[0]).toMatchObject({ settings: { cwd: '/w', model: 'm' } });
      expect(loaded[1]).toMatchObject({ id: 'q', message: { content: [{ type: 'text', text: 'later' }] } });
      expect(loaded[2]).toMatchObject({ queuedAs: 'q' });
      expect(loaded[3]).toMatchObject({ summary: 'short' });
      expect(loaded[4]).toEqual(records[4]);
      expect(loaded[5]).toEqual(records[5]);
    });

    test('a rollout that was read continues where it ended', async () => {
      await using s = await open();
      const { rollout, lease, location, id } = await begun(s.one, 1);
      await rollout.close();
      lease.release();
      const stored = await s.two.load(location);
      const token = s.two.lease(id).take();
      const again = await s.two.reopen(stored);
      expect(await again.changedElsewhere()).toBe(false);
      await again.append(answered('hi'), token);
      expect(texts(await s.one.load(location))).toEqual(['hello 1', 'hi']);
    });

    test('the parts of a rollout are all of its records, and it continues from them', async () => {
      await using s = await open();
      const { rollout, lease, location, id } = await begun(s.one, 1);
      await rollout.close();
      lease.release();
      const loaded = await s.two.loadParts(location, partDigests);
      const records = (await Promise.all(loaded.parts.map((part) => part.records()))).flat();
      expect(records).toEqual((await s.two.load(location)).records);
      expect(loaded.parts.map(({ digest }) => digest.turns.length).reduce((a, b) => a + b)).toBe(1);
      const token = s.two.lease(id).take();
      await (await s.two.reopen(loaded)).append(answered('hi'), token);
      expect(texts(await s.one.load(location))).toEqual(['hello 1', 'hi']);
      expect(await refused(() => s.one.loadParts(`${location}-elsewhere`, partDigests))).toBe('rollout_unreadable');
    });

    test('a rollout that grew since it was read says so', async () => {
      await using s = await open();
      const { rollout, token, location } = await begun(s.one, 1);
      const stored = await s.two.load(location);
      await rollout.append(answered('hi'), token);
      expect(await (await s.two.reopen(stored)).changedElsewhere()).toBe(true);
      expect(await rollout.changedElsewhere()).toBe(false);
    });

    test('a conversation is found by its id, and one that does not exist is not', async () => {
      await using s = await open();
      const { location } = await begun(s.one, 1);
      expect(await s.two.find(idOf(1))).toBe(location);
      expect(await s.two.find(idOf(2))).toBeUndefined();
    });

    test('the list is newest first, page by page, each conversation once', async () => {
      await using s = await open();
      for (let n = 1; n <= 7; n++) await begun(s.one, n);
      await begun(s.one, 8, []); // without a message of the user it is not listed
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await s.two.list(3, cursor);
        pages.push(page.items.map(({ preview }) => preview));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(pages).toEqual([['hello 7', 'hello 6', 'hello 5'], ['hello 4', 'hello 3', 'hello 2'], ['hello 1']]);
      expect((await s.one.list(0, undefined)).items).toEqual([]);
      const [first] = (await s.one.list(1, undefined)).items;
      expect(first).toMatchObject({ conversationId: idOf(7), timestamp: metaOf(7).timestamp });
      expect(first?.location).toBe(await s.one.find(idOf(7)));
    });

    test('a row of the list tells what is known of a conversation without loading it', async () => {
      await using s = await open();
      const { rollout, token, location } = await begun(s.one, 1);
      const settings = {
        cwd: '/w',
        approvalPolicy: 'never',
        sandboxPolicy: { mode: 'read-only' },
        model: 'm',
        summary: 'auto',
      } as const;
      await rollout.append([{ type: 'sampling', settings, turnId: null }], token);
      await s.one.setName(idOf(1), 'first');
      const [row] = (await s.two.list(1, undefined, { withModel: true })).items;
      expect(row).toMatchObject({
        location,
        meta: { id: idOf(1), cwd: '/work', originator: 'test', source: 'vscode' },
        createdAt: Date.parse(metaOf(1).timestamp),
        archived: false,
        name: 'first',
        model: 'm',
      });
      expect(row?.updatedAt).toBeGreaterThan(0);
    });

    test('the list is sorted and filtered as it is asked for, page by page', async () => {
      await using s = await open();
      for (let n = 1; n <= 3; n++) await begun(s.one, n);
      await s.one.setName(idOf(2), 'Second');
      const all = async (options: ListOptions): Promise<string[]> => {
        const ids: string[] = [];
        for (let cursor: string | undefined; ; ) {
          const page = await s.two.list(1, cursor, options);
          ids.push(...page.items.map(({ conversationId }) => conversationId));
          cursor = page.nextCursor;
          if (cursor === undefined) return ids;
        }
      };
      expect(await all({})).toEqual([idOf(3), idOf(2), idOf(1)]);
      expect(await all({ direction: 'asc' })).toEqual([idOf(1), idOf(2), idOf(3)]);
      expect(await all({ searchTerm: 'Second' })).toEqual([idOf(2)]);
      expect(await all({ searchTerm: 'hello 3' })).toEqual([idOf(3)]);
      expect(await all({ searchTerm: 'HELLO' })).toEqual([]);
      expect(await all({ cwds: ['/elsewhere'] })).toEqual([]);
      expect(await all({ cwds: ['/work', '/elsewhere'] })).toHaveLength(3);
      expect(await all({ sources: ['exec'] })).toEqual([]);
      expect(await all({ providers: ['other'] })).toHaveLength(3); // they name none
      const { rollout, token } = await reopened(s.one, 1);
      // Clocks of files may be coarse.
      while ((await s.two.list(1, undefined, { sortKey: 'updated' })).items[0]?.conversationId !== idOf(1)) {
        await rollout.append(answered('hi'), token);
      }
      expect((await all({ sortKey: 'updated' }))[0]).toBe(idOf(1));
      expect((await all({ sortKey: 'updated', direction: 'asc' })).at(-1)).toBe(idOf(1));
    });

    test('a name stays with its conversation, and goes with it', async () => {
      await using s = await open();
      await begun(s.one, 1);
      expect(s.one.nameOf(idOf(1))).toBeNull();
      await s.one.setName(idOf(1), 'a\nb "c"');
      await s.one.setName(idOf(1), 'last');
      expect(s.two.nameOf(idOf(1))).toBe('last');
      expect(await s.one.remove(idOf(1))).toBe(true);
      expect(s.two.nameOf(idOf(1))).toBeNull();
    });

    test('what is archived is listed there, comes back, and can be removed for good', async () => {
      await using s = await open();
      const { rollout, lease, location, id } = await begun(s.one, 1);
      await rollout.close();
      lease.release();
      await s.one.archivable(id, location).archive();
      const there = await s.two.list(10, undefined, { archived: true });
      expect(there.items).toMatchObject([{ conversationId: id, archived: true }]);
      expect(await s.two.find(id)).toBeUndefined();
      expect(await s.two.find(id, true)).toBe(there.items[0]?.location);
      expect(await s.two.unarchive(id)).toBe(location);
      expect(await s.two.find(id)).toBe(location);
      expect(texts(await s.two.load(location))).toEqual(['hello 1']);
      expect((await s.two.list(10, undefined, { archived: true })).items).toEqual([]);
      expect(await s.two.unarchive(id)).toBeUndefined();
      expect(await s.one.remove(id)).toBe(true);
      expect(await s.one.remove(id)).toBe(false);
      expect(await s.two.find(id)).toBeUndefined();
      expect((await s.two.list(10, undefined)).items).toEqual([]);
    });

    test('a copy holds the first records of another conversation, and grows by itself', async () => {
      await using s = await open();
      const { rollout, token, location } = await begun(s.one, 1);
      await rollout.append([...answered('hi'), ...said('more')], token);
      const from = await s.one.load(location, { toCopy: true });
      const meta = { ...metaOf(2), forkedFrom: idOf(1) };
      const copyToken = s.one.lease(meta.id).take();
      const copy = await s.one.create(meta, { from, count: 3 });
      await copy.append(answered('other'), copyToken);
      const stored = await s.one.load(copy.location);
      expect(stored.meta).toMatchObject({ id: idOf(2), forkedFrom: idOf(1) });
      expect(texts(stored)).toEqual(['hello 1', 'hi', 'other']);
      expect(texts(await s.one.load(location))).toEqual(['hello 1', 'hi', 'more']);
    });

    test('an archived conversation is neither found nor listed nor loaded', async () => {
      await using s = await open();
      const { rollout, lease, location, id } = await begun(s.one, 1);
      await begun(s.one, 2);
      await rollout.close();
      lease.release();
      await s.one.archivable(id, location).archive();
      expect(await s.two.find(id)).toBeUndefined();
      expect((await s.two.list(10, undefined)).items.map(({ conversationId }) => conversationId)).toEqual([idOf(2)]);
      expect(await refused(() => s.two.load(location))).toBe('rollout_unreadable');
    });

    test('what lies elsewhere or is another conversation is not archived', async () => {
      await using s = await open();
      const { location } = await begun(s.one, 1);
      expect(await refused(() => s.one.archivable(idOf(2), location))).toBe('rollout_mismatch');
      expect(await refused(() => s.one.archivable(idOf(1), `${location}-elsewhere`))).toBe('rollout_outside_sessions');
      expect(await s.one.find(idOf(1))).toBe(location);
    });

    test('one owner at a time has the lease, and each has a larger token', async () => {
      await using s = await open();
      const [a, b] = [s.one.lease(idOf(1)), s.two.lease(idOf(1))];
      const tokens: number[] = [];
      for (let n = 0; n < 20; n++) {
        const [mine, other] = n % 2 === 0 ? [a, b] : [b, a];
        tokens.push(mine.take());
        expect(mine.take()).toBe(tokens.at(-1));
        expect(mine.token).toBe(tokens.at(-1));
        expect(other.token).toBeUndefined();
        expect(await refused(() => other.take())).toBe('conversation_busy');
        mine.release();
        expect(mine.token).toBeUndefined();
      }
      expect(tokens).toEqual([...new Set(tokens)].sort((x, y) => x - y));
    });

    test('a store that is closed has given back its leases', async () => {
      await using s = await open();
      for (let n = 1; n <= 3; n++) s.one.lease(idOf(n)).take();
      s.one.close();
      for (let n = 1; n <= 3; n++) expect(s.two.lease(idOf(n)).take()).toBeGreaterThan(0);
    });

    test.each(['released', 'released and taken by another owner', 'released and taken again', 'never given'])(
      'an append with a token that was %s is refused, and stores nothing',
      async (how) => {
        await using s = await open();
        const { rollout, lease, token, location, id } = await begun(s.one, 1);
        if (how !== 'never given') lease.release();
        if (how.includes('another')) s.two.lease(id).take();
        if (how.includes('again')) lease.take();
        const used = how === 'never given' ? token - 1 : token;
        expect(await refused(() => rollout.append(answered('late'), used))).toMatch(/io_error|conversation_busy/);
        expect(texts(await s.two.load(location))).toEqual(['hello 1']);
        // A refused append takes no lease.
        if (how === 'released') expect(s.two.lease(id).take()).toBeGreaterThan(token);
      },
    );

    test('a rollout that is closed takes nothing more', async () => {
      await using s = await open();
      const { rollout, token, location } = await begun(s.one, 1);
      await rollout.close();
      expect(await refused(() => rollout.append(answered('late'), token))).toBe('io_error');
      expect(texts(await s.one.load(location))).toEqual(['hello 1']);
    });
  });
}

const texts = ({ records }: StoredConversation): string[] =>
  records.flatMap((record) => {
    if (record.type !== 'history' || record.item.type !== 'message') return [];
    return record.item.content.flatMap((part) => ('text' in part ? [part.text] : []));
  });
