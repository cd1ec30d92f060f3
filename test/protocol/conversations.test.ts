import { expect, test } from 'vitest';
import { turnwireRequests } from '../../protocol/turnwire/index.js';
import { clientRequests } from '../../protocol/v1/index.js';
import { offeredRequests } from '../../protocol/v2/offered.js';

const ALL = { ...clientRequests, ...turnwireRequests, ...offeredRequests };
const NAMES = ['conversationId', 'threadId', 'rolloutPath', 'subscriptionId'];

/** These name a conversation, and any process may handle them: they read files, write what belongs to no loaded conversation, or make another one. */
const ANYWHERE = [
  'app/installed',
  'app/list',
  'app/read',
  'experimentalFeature/list',
  'forkConversation',
  'hooks/list',
  'thread/fork',
  'thread/searchOccurrences',
  'thread/section/move',
  'thread/unarchive',
];

const paramsOf = (method: keyof typeof ALL): string[] => {
  const schema = ALL[method].params?.() as { shape?: object; def?: { in?: { shape?: object } } } | undefined;
  return Object.keys(schema?.shape ?? schema?.def?.in?.shape ?? {});
};

test('each request about a conversation says which of its params name it, so that another process can relay it', () => {
  const silent = (Object.keys(ALL) as (keyof typeof ALL)[]).filter(
    (method) => ALL[method].conversation === undefined && paramsOf(method).some((name) => NAMES.includes(name)),
  );
  expect(silent.sort()).toEqual(ANYWHERE);
});

test('the params that name a conversation are there', () => {
  for (const method of Object.keys(ALL) as (keyof typeof ALL)[])
    for (const name of ALL[method].conversation ?? []) expect(paramsOf(method), method).toContain(name);
});
