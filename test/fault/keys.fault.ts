import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RequestSpec } from '../../protocol/declare.js';
import { takesKey } from '../../protocol/idempotency.js';
import { clientRequests, turnwireRequests, v2 } from '../../protocol/index.js';
import type { Message } from '../support/exchange.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';
import { until } from '../support/until.js';

const all: Record<string, RequestSpec> = { ...clientRequests, ...turnwireRequests, ...v2.offeredRequests };
const withKey = Object.keys(all).filter((method) => takesKey((all[method] as RequestSpec).params));

/** What the requests say, so that it can be counted. */
const MARK = 'only-once';
const INPUT = [{ type: 'text', text: MARK }];

/** A thread with two turns. */
interface Bed {
  readonly home: string;
  readonly threadId: string;
  readonly path: string;
  readonly server: Server;
}

interface Case {
  params(bed: Bed): object;
  /** How often it was done. */
  done(bed: Bed): number | Promise<number>;
  /** What was answered is not lost. Otherwise it is work that a killed server does not finish. */
  readonly lasts?: boolean;
  prepare?(bed: Bed): Promise<unknown>;
}

const of = ({ threadId }: Bed) => ({ threadId });
const linesWith = ({ path }: Bed, ...texts: string[]): number =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => texts.every((text) => line.includes(text))).length;
const said = (bed: Bed): number => linesWith(bed, '"user_message"', MARK);
const rowsOf = async ({ server }: Bed, method: string, params: object): Promise<unknown[]> =>
  (await server.request<{ data: unknown[] }>(method, params)).data;
const threads = async (bed: Bed): Promise<number> => (await rowsOf(bed, 'thread/list', {})).length - 1;
/** The model does not end its answer. */
const hold = async ({ server, threadId }: Bed): Promise<string> => {
  const input = [{ type: 'text', text: 'go on' }];
  const { turn } = await server.request<{ turn: { id: string } }>('turn/start', { threadId, input });
  await server.until('the answer', () => server.received('item/agentMessage/delta').length > 0);
  return turn.id;
};

let steered = '';

const CASES: Record<string, Case> = {
  // A conversation without a message is in no list: one that nobody was told of may be left.
  newConversation: { params: () => ({}), done: threads },
  'thread/start': { params: () => ({}), done: threads },
  forkConversation: { params: ({ path }) => ({ path }), done: threads, lasts: true },
  'thread/fork': { params: of, done: threads, lasts: true },
  sendUserMessage: {
    params: ({ threadId }) => ({ conversationId: threadId, items: [{ type: 'text', data: { text: MARK } }] }),
    done: said,
    lasts: true,
  },
  sendUserTurn: {
    params: ({ threadId, home }) => ({
      conversationId: threadId,
      items: [{ type: 'text', data: { text: MARK } }],
      cwd: home,
      approvalPolicy: 'never',
      sandboxPolicy: { mode: 'danger-full-access' },
      model: 'm',
      summary: 'auto',
    }),
    done: said,
    lasts: true,
  },
  'turn/start': { params: (bed) => ({ ...of(bed), input: INPUT }), done: said, lasts: true },
  'turn/steer': {
    prepare: async (bed) => {
      steered = await hold(bed);
    },
    params: (bed) => ({ ...of(bed), expectedTurnId: steered, input: INPUT }),
    done: said,
    lasts: true,
  },
  'review/start': {
    params: (bed) => ({ ...of(bed), target: { type: 'custom', instructions: MARK } }),
    done: (bed) => linesWith(bed, '"entered_review_mode"'),
  },
  'thread/queue/add': {
    prepare: hold,
    params: (bed) => ({ ...of(bed), input: INPUT, clientUserMessageId: 'c' }),
    done: async (bed) => (await rowsOf(bed, 'thread/queue/list', of(bed))).length + said(bed),
    lasts: true,
  },
  'thread/queue/start': {
    prepare: async (bed) => {
      const turnId = await hold(bed);
      await bed.server.request('thread/queue/add', { ...of(bed), input: INPUT, clientUserMessageId: 'c' });
      await bed.server.request('turn/interrupt', { ...of(bed), turnId });
    },
    params: of,
    done: said,
    lasts: true,
  },
  'thread/compact/start': { params: of, done: (bed) => linesWith(bed, '"type":"compacted"') },
  'turnwire/compactConversation': {
    params: ({ threadId }) => ({ conversationId: threadId }),
    done: (bed) => linesWith(bed, '"type":"compacted"'),
  },
  'thread/shellCommand': {
    params: (bed) => ({ ...of(bed), command: `echo ${MARK} >> ${join(bed.home, 'made')}` }),
    done: ({ home }) =>
      existsSync(join(home, 'made')) ? readFileSync(join(home, 'made'), 'utf8').trim().split('\n').length : 0,
  },
  'thread/inject_items': {
    params: (bed) => ({
      ...of(bed),
      items: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: MARK }] }],
    }),
    done: (bed) => linesWith(bed, '"response_item"', MARK),
    lasts: true,
  },
  'thread/rollback': {
    params: (bed) => ({ ...of(bed), numTurns: 1 }),
    done: async (bed) => 2 - (await rowsOf(bed, 'thread/turns/list', of(bed))).length,
    lasts: true,
  },
  'thread/attachment/add': {
    params: (bed) => ({ ...of(bed), attachmentType: 'note', identityKey: 'k', payload: MARK }),
    done: async (bed) => (await rowsOf(bed, 'thread/attachment/list', of(bed))).length,
    lasts: true,
  },
  'threadSection/create': {
    params: () => ({ name: MARK }),
    // There are others from the start.
    done: async (bed) =>
      (await rowsOf(bed, 'threadSection/list', {})).filter((row) => JSON.stringify(row).includes(MARK)).length,
    lasts: true,
  },
};

test('every request that takes a key is tried', () => {
  expect(Object.keys(CASES).sort()).toEqual(withKey.sort());
});

const SCRIPT = [{ text: 'uno' }, { text: 'dos' }, { text: 'tres', cut: 2, hold: true }];

async function start(home: string): Promise<Server> {
  const server = await startServer({ home, deadlineMs: 120_000 });
  await server.request('initialize', {
    clientInfo: { name: 'test', version: '1' },
    capabilities: { experimentalApi: true },
  });
  return server;
}

/** A server that has a thread with two turns. */
async function begin(home: string): Promise<Bed> {
  const server = await start(home);
  const { thread } = await server.request<{ thread: { id: string; path: string } }>('thread/start', {});
  for (const [n, text] of ['one', 'two'].entries()) {
    await server.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text }] });
    await server.until('the turn', () => server.received('turn/completed').length > n);
  }
  return { home, threadId: thread.id, path: thread.path, server };
}

const keysIn = (home: string): number => {
  const folder = join(home, 'turnwire', 'request-keys');
  return existsSync(folder) ? readdirSync(folder).length : 0;
};

type Moment = number | 'after the reply';
const MOMENTS: readonly Moment[] = [0, 2, 'after the reply'];

test.each(withKey.flatMap((method) => MOMENTS.map((moment) => [method, moment] as const)))(
  '%s is done once by a server that is killed (%s) and the next one',
  async (method, moment) => {
    const { params, done, lasts = false, prepare } = CASES[method] as Case;
    await using home = await scratchFolder('home');
    const script = await home.write('script.json', JSON.stringify(SCRIPT));
    await home.write(
      'config.toml',
      [
        'model_provider = "scripted"',
        'approval_policy = "never"',
        'sandbox_mode = "danger-full-access"',
        '[turnwire]',
        `script = ${JSON.stringify(script)}`,
      ].join('\n'),
    );
    const bed = await begin(home.path);
    await prepare?.(bed);
    const request = { ...params(bed), idempotencyKey: 'k' };
    const isReply = ({ id }: Message): boolean => id === 'request';
    bed.server.send({ id: 'request', method, params: request });
    if (moment === 'after the reply') await bed.server.until('the reply', () => bed.server.received(isReply)[0]);
    else {
      await until('the key', () => keysIn(home.path) > 0);
      // Not to wait for something: so that it is killed at another point.
      await pause(moment);
    }
    bed.server.kill('SIGKILL');
    await bed.server.exit;
    await bed.server[Symbol.asyncDispose]();
    const [first] = bed.server.received(isReply);
    expect(first?.error).toBeUndefined();

    await using server = await start(home.path);
    const later = { ...bed, server };
    await server.request('thread/resume', { threadId: bed.threadId });
    const again = await server.call(method, request);
    if (first) expect(again.result).toEqual(first.result);
    // A turn that was to be steered has ended.
    else if (again.error && method !== 'turn/steer')
      expect(again.error.data).toMatchObject({ code: 'idempotency_lost' });
    const isCertain = lasts && again.result !== undefined;
    if (isCertain) await until('what was asked for', async () => (await done(later)) === 1);
    expect(await done(later)).toBeLessThanOrEqual(1);
  },
);
