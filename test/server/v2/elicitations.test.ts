import { describe, expect, test } from 'vitest';
import { readJournal, small, tool } from '../../support/mcp.js';
import { scratchFolder } from '../../support/scratch.js';
import { until } from '../../support/until.js';
import { mcpSession } from '../mcp-session.js';
import { methods, received, type Started, type ThreadOptions, threadSession, turnCompleted } from './session.js';

/** A tool that needs no approval. */
const READS = { annotations: { readOnlyHint: true } };

const FORM = {
  type: 'object',
  properties: {
    bed: { type: 'string', title: 'Bed', enum: ['roses', 'tulips'] },
    cans: { type: 'integer', minimum: 1 },
    when: { type: 'string', format: 'date' },
    tools: { type: 'array', items: { type: 'string', enum: ['can', 'hose'] }, maxItems: 1 },
  },
  required: ['bed'],
};
const ASK = { mode: 'form', message: 'Which bed?', requestedSchema: FORM };
const PAGE = { mode: 'url', message: 'Sign in', url: 'https://example.org/in', elicitationId: 'el-1' };
const DONE = { text: 'done' };
const CALL = { calls: [{ name: 'srv__ask', args: {}, callId: 'call_1' }] };
const METHOD = 'mcpServer/elicitation/request';

interface Asking {
  readonly ask: object;
  readonly params?: object;
  readonly more?: string;
  readonly leave?: boolean;
  readonly journal?: string;
  readonly replies?: ThreadOptions['replies'];
}

/** A thread whose model calls a tool of an MCP server that asks the user. */
const asking = ({ ask, params = {}, more = '', leave, journal, replies = [CALL, DONE] }: Asking) =>
  threadSession({
    replies,
    params: { approvalPolicy: 'on-request', ...params },
    config: `[turnwire]\nmcp_turn_wait_ms = 15000\n${small(
      'srv',
      {
        tools: [tool('ask', READS)],
        calls: { ask: { ask, ...(leave ? { leave } : {}) } },
        ...(journal === undefined ? {} : { journal }),
      },
      more,
    )}`,
  });

type Session = Awaited<ReturnType<typeof asking>>;

const told = ({ peer }: Session): unknown => {
  const output = peer.requests.at(-1)?.body.input.find(({ type }) => type === 'function_call_output')?.output;
  const [text = ''] = String(output).split('\n').slice(2);
  return text === 'left' ? text : JSON.parse(text);
};

const question = ({ server }: Session) =>
  server.until('the question', () => received(server).find(({ method }) => method === METHOD));

describe('a question of an MCP server', () => {
  test('goes to the client of the thread whose call runs, and the answer back', async () => {
    await using session = await asking({
      ask: { ...ASK, _meta: { hue: 'red', codex_approval_kind: 'mcp_tool_call' } },
    });
    const { server, threadId } = session;
    server.onServerRequest(METHOD, () => ({ action: 'accept', content: { bed: 'roses', cans: 2 }, _meta: { a: 1 } }));
    const { id: turnId } = await session.turn();
    expect((await question(session)).params).toEqual({
      threadId,
      turnId,
      serverName: 'srv',
      environmentId: null,
      mode: 'form',
      _meta: { hue: 'red' },
      message: 'Which bed?',
      requestedSchema: FORM,
    });
    expect(told(session)).toEqual({ action: 'accept', content: { bed: 'roses', cans: 2 }, _meta: { a: 1 } });
    const order = methods(server);
    expect(order.indexOf('serverRequest/resolved')).toBeGreaterThan(order.indexOf(METHOD));
    const flags = received(server).flatMap(({ method, params }) =>
      method === 'thread/status/changed' ? [JSON.stringify((params as { status: object }).status)] : [],
    );
    expect(flags).toContain('{"type":"active","activeFlags":["waitingOnApproval"]}');
  });

  test('may name a page to open', async () => {
    await using session = await asking({ ask: PAGE });
    session.server.onServerRequest(METHOD, () => ({ action: 'accept' }));
    await session.turn();
    const { message, url, elicitationId } = PAGE;
    expect((await question(session)).params).toMatchObject({ mode: 'url', message, url, elicitationId, _meta: null });
    expect(told(session)).toEqual({ action: 'accept', content: {} });
  });

  test.each<[string, object, object]>([
    ['a decline', { result: { action: 'decline', content: null } }, { action: 'decline' }],
    ['a cancel', { result: { action: 'cancel' } }, { action: 'cancel' }],
    ['an error', { error: { code: 1, message: 'no' } }, { action: 'decline' }],
    ['nonsense', { result: { bed: 'roses' } }, { action: 'decline' }],
    ['null', { result: null }, { action: 'decline' }],
    ['no content', { result: { action: 'accept', content: null } }, { action: 'decline' }],
    ['a missing field', { result: { action: 'accept', content: { cans: 1 } } }, { action: 'decline' }],
    ['a field of another type', { result: { action: 'accept', content: { bed: 1 } } }, { action: 'decline' }],
    ['no choice of the form', { result: { action: 'accept', content: { bed: 'x' } } }, { action: 'decline' }],
    [
      'a number out of range',
      { result: { action: 'accept', content: { bed: 'roses', cans: 0 } } },
      { action: 'decline' },
    ],
    ['no date', { result: { action: 'accept', content: { bed: 'roses', when: 'soon' } } }, { action: 'decline' }],
    [
      'too many',
      { result: { action: 'accept', content: { bed: 'roses', tools: ['can', 'hose'] } } },
      { action: 'decline' },
    ],
    ['a field of no form', { result: { action: 'accept', content: { bed: 'roses', x: 1 } } }, { action: 'decline' }],
    [
      'all fields',
      { result: { action: 'accept', content: { bed: 'tulips', cans: 1, when: '2026-11-30', tools: ['can'] } } },
      { action: 'accept', content: { bed: 'tulips', cans: 1, when: '2026-11-30', tools: ['can'] } },
    ],
  ])('is answered with %s, and the turn continues', async (_, reply, answer) => {
    await using session = await asking({ ask: ASK });
    const { turn } = await session.start();
    session.server.send({ id: (await question(session)).id, ...reply });
    expect(await turnCompleted(session.server, turn.id)).toMatchObject({ status: 'completed' });
    expect(told(session)).toEqual(answer);
  });

  test.each<[string, object, object]>([
    ['that opens no page of the web', { ...PAGE, url: 'file:///etc/passwd' }, {}],
    ['that is longer than anybody reads', { ...ASK, message: 'x'.repeat(20_000) }, {}],
    ['under a policy of no questions', ASK, { approvalPolicy: 'never' }],
  ])('%s is declined unasked', async (_, ask, params) => {
    await using session = await asking({ ask, params });
    await session.turn();
    expect(methods(session.server)).not.toContain(METHOD);
    expect(told(session)).toEqual({ action: 'decline' });
  });

  test('is taken back when the call ends', async () => {
    await using session = await asking({ ask: ASK, leave: true, replies: [CALL, DONE] });
    await session.turn();
    expect(told(session)).toBe('left');
    expect(methods(session.server)).toContain('serverRequest/resolved');
  });

  test('an interrupt withdraws it, and the server is notified', async () => {
    await using folder = await scratchFolder('journal');
    const journal = `${folder.path}/journal`;
    await using session = await asking({ ask: ASK, journal, replies: [CALL] });
    const { turn } = await session.start();
    await question(session);
    await session.server.request('turn/interrupt', { threadId: session.threadId, turnId: turn.id });
    expect(await turnCompleted(session.server, turn.id)).toMatchObject({ status: 'interrupted' });
    expect(methods(session.server)).toContain('serverRequest/resolved');
    await until('the server', () => readJournal(journal).some(({ method }) => method === 'notifications/cancelled'));
  });

  // C470
  test('is declined while two threads call the same server', async () => {
    const wait = { calls: [{ name: 'srv__wait', args: {}, callId: 'call_0' }] };
    await using folder = await scratchFolder('journal');
    const journal = `${folder.path}/journal`;
    const config = `[turnwire]\nmcp_turn_wait_ms = 15000\n${small('srv', {
      tools: [tool('ask', READS), tool('wait', READS)],
      calls: { ask: { ask: ASK }, wait: { never: true } },
      journal,
    })}`;
    await using session = await threadSession({
      replies: [wait, CALL, DONE],
      params: { approvalPolicy: 'on-request' },
      config,
    });
    const { server } = session;
    const other = await server.request<Started>('thread/start', { approvalPolicy: 'on-request' });
    const waiting = await session.start();
    await until('the server', () => readJournal(journal).some(({ method }) => method === 'tools/call'));
    const { turn } = await server.request<{ turn: { id: string } }>('turn/start', {
      threadId: other.thread.id,
      input: [{ type: 'text', text: 'go' }],
    });
    await turnCompleted(server, turn.id);
    expect(told(session)).toEqual({ action: 'decline' });
    expect(methods(server)).not.toContain(METHOD);
    await server.request('turn/interrupt', { threadId: session.threadId, turnId: waiting.turn.id });
    await turnCompleted(server, waiting.turn.id);
  });

  test('is declined for clients of v1, which know no such request', async () => {
    await using session = await mcpSession([CALL, DONE], () =>
      small('srv', { tools: [tool('ask', READS)], calls: { ask: { ask: ASK } } }),
    );
    await session.say();
    await session.server.next('task_complete');
    expect(session.outputs()).toEqual([expect.stringContaining('decline')]);
  });
});
