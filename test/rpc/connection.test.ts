import { setImmediate as nextLoop } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AppError } from '../../protocol/errors.js';
import { type Call, Connection } from '../../src/rpc/connection.js';
import { InProcessTransport } from '../../src/transports/in-process.js';

/** Handles each request with the handler of its method; gives the replies and what was logged. */
async function exchange(handlers: Record<string, (call: Call) => unknown>, ...methods: string[]) {
  const replies: { id: number; result?: unknown; error?: { data: { code: string } } }[] = [];
  const transport = new InProcessTransport((text) => replies.push(JSON.parse(text)));
  const logged: string[] = [];
  const connection = new Connection({
    transport,
    nextRequestId: () => 0,
    log: {
      debug: () => {},
      warn: () => {},
      error: (data, message) => logged.push(`${message}: ${(data as { err: Error }).err.message}`),
    },
    dispatcher: {
      ready: () => undefined,
      isBeside: () => false,
      handle: (call) => handlers[call.method]?.(call),
    },
  });
  for (const [id, method] of methods.entries()) transport.client.send(JSON.stringify({ id, method }));
  transport.client.end();
  await connection.run();
  await connection.idle();
  await connection.flushed();
  await nextLoop();
  return { replies, logged };
}

const following = (followUp: () => unknown, handler: () => unknown) => (call: Call) => {
  call.afterReply(followUp);
  return handler();
};

const boom = (): never => {
  throw new Error('boom');
};

const FAILING_FOLLOW_UPS: Record<string, () => unknown> = {
  'that throws': boom,
  'that rejects': () => Promise.reject(new Error('boom')),
  'that throws an error of the catalogue': () => {
    throw new AppError('shutting_down', 'boom', {});
  },
  'that rejects later': () => nextLoop().then(boom),
};

test.each(Object.entries(FAILING_FOLLOW_UPS))(
  'a follow-up %s is logged, and its request is answered once',
  async (_how, followUp) => {
    const { replies, logged } = await exchange(
      {
        sync: following(followUp, () => ({ fine: 1 })),
        async: following(followUp, async () => ({ fine: 2 })),
        next: () => ({ fine: 3 }),
      },
      'sync',
      'async',
      'next',
    );
    expect(replies).toEqual([
      { id: 0, result: { fine: 1 } },
      { id: 1, result: { fine: 2 } },
      { id: 2, result: { fine: 3 } },
    ]);
    expect(logged).toEqual(Array(2).fill('what follows a reply failed unexpectedly: boom'));
  },
);

test('the follow-ups after one that fails run all the same', async () => {
  const ran: string[] = [];
  await exchange(
    {
      one: (call) => {
        call.afterReply(boom);
        call.afterReply(() => ran.push('second'));
        return {};
      },
    },
    'one',
  );
  expect(ran).toEqual(['second']);
});

const BAD_RESULTS: Record<string, () => unknown> = {
  'is thrown': boom,
  'is a rejection': () => Promise.reject(new Error('boom')),
  'has no JSON': () => ({ big: 1n }),
  'has no JSON and comes later': () => Promise.resolve({ big: 1n }),
};

test.each(Object.entries(BAD_RESULTS))('a result that %s is answered once, with internal', async (_how, handler) => {
  const followUps: string[] = [];
  const { replies, logged } = await exchange({ one: following(() => followUps.push('ran'), handler) }, 'one');
  expect(replies).toMatchObject([{ id: 0, error: { data: { code: 'internal' } } }]);
  expect(logged).toHaveLength(1);
  expect(followUps).toEqual([]);
});

test('a handler without a result is answered with null', async () => {
  const { replies } = await exchange({ one: () => undefined }, 'one');
  expect(replies).toEqual([{ id: 0, result: null }]);
});

test('what follows a reply is done also when the client left before the reply', async () => {
  const transport = new InProcessTransport(() => {});
  const done: string[] = [];
  let answer = (): void => {};
  const connection = new Connection({
    transport,
    nextRequestId: () => 0,
    log: { debug: () => {}, warn: () => {}, error: () => {} },
    dispatcher: {
      ready: () => undefined,
      isBeside: () => false,
      handle: (call) => {
        call.afterReply(() => done.push('begun'));
        return new Promise<void>((resolve) => (answer = resolve));
      },
    },
  });
  transport.client.send(JSON.stringify({ id: 0, method: 'begin' }));
  transport.client.end();
  await connection.run();
  connection.leave();
  expect(done).toEqual([]);
  answer();
  await nextLoop();
  expect(done).toEqual(['begun']);
});
