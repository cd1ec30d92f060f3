import { describe, expect, test } from 'vitest';
import type { ThreadItem } from '../../../generated-types/v2/index.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, methods, received, type ThreadOptions, threadSession } from './session.js';

const TOOL = {
  type: 'function',
  name: 'water',
  description: 'Waters a bed.',
  inputSchema: { type: 'object', properties: { bed: { type: 'string' } } },
};
const GARDEN = { type: 'namespace', name: 'garden', description: 'The garden.', tools: [TOOL] };
const DONE = { text: 'done' };
const call = (name: string, args: Record<string, unknown> | string, callId = 'call_1') => ({
  calls: [{ name, args, callId }],
});

const itemsOf = (session: { server: Parameters<typeof received>[0] }, method: string, type: string): ThreadItem[] =>
  received(session.server).flatMap((message) => {
    const { item } = (message.params ?? {}) as { item?: ThreadItem };
    return message.method === method && item?.type === type ? [item] : [];
  });

const outputs = ({ peer }: { peer: Awaited<ReturnType<typeof threadSession>>['peer'] }): unknown[] =>
  (peer.requests.at(-1)?.body.input ?? []).filter(({ type }) => type.endsWith('_output')).map(({ output }) => output);

describe('tools of the client', () => {
  test('are offered, called and answered', async () => {
    await using session = await threadSession({
      replies: [call('water', { bed: 'roses' }), call('garden__water', { bed: 'tulips' }, 'call_2'), DONE],
      params: { dynamicTools: [TOOL, GARDEN] },
    });
    const { server, peer, threadId } = session;
    server.onServerRequest('item/tool/call', (params) => {
      const { arguments: given } = params as { arguments: { bed: string } };
      return { contentItems: [{ type: 'inputText', text: `${given.bed} are wet` }], success: true };
    });
    const { id: turnId } = await session.turn();
    const tools = peer.requests[0]?.body.tools as { name: string; parameters?: object }[];
    expect(tools.find(({ name }) => name === 'water')?.parameters).toEqual(TOOL.inputSchema);
    expect(tools.map(({ name }) => name)).toContain('garden__water');
    const asked = received(server).filter(({ method }) => method === 'item/tool/call');
    expect(asked.map(({ params }) => params)).toEqual([
      { threadId, turnId, callId: 'call_1', namespace: null, tool: 'water', arguments: { bed: 'roses' } },
      { threadId, turnId, callId: 'call_2', namespace: 'garden', tool: 'water', arguments: { bed: 'tulips' } },
    ]);
    expect(outputs(session)).toEqual(['roses are wet', 'tulips are wet']);
    expect(itemsOf(session, 'item/completed', 'dynamicToolCall')).toMatchObject([
      {
        id: 'call_1',
        status: 'completed',
        success: true,
        contentItems: [{ type: 'inputText', text: 'roses are wet' }],
      },
      { id: 'call_2', namespace: 'garden' },
    ]);
    const order = methods(server);
    expect(order.indexOf('item/tool/call')).toBeGreaterThan(order.indexOf('item/started'));
    expect(order).not.toContain('serverRequest/resolved');
  });

  test.each<[string, object, object, string]>([
    [
      'a failure',
      { result: { contentItems: [{ type: 'inputText', text: 'dry' }], success: false } },
      { success: false },
      'dry',
    ],
    ['an error', { error: { code: 1, message: 'no' } }, { success: false }, 'dynamic tool request failed'],
    ['nonsense', { result: { wet: true } }, { success: false }, 'dynamic tool response was invalid'],
  ])('the model gets %s, and the turn continues', async (_, reply, item, output) => {
    await using session = await threadSession({ replies: [call('water', {}), DONE], params: { dynamicTools: [TOOL] } });
    const { turn } = await session.start();
    const request = await session.server.until('the call', () =>
      received(session.server).find(({ method }) => method === 'item/tool/call'),
    );
    session.server.send({ id: request.id, ...reply });
    await session.server.until('the end', () =>
      received(session.server).find(
        ({ method, params }) => method === 'turn/completed' && (params as { turn: { id: string } }).turn.id === turn.id,
      ),
    );
    expect(itemsOf(session, 'item/completed', 'dynamicToolCall')).toMatchObject([{ status: 'failed', ...item }]);
    expect(outputs(session)).toEqual([output]);
  });

  test('no client is asked for arguments that are no JSON', async () => {
    await using session = await threadSession({
      replies: [call('water', '{'), DONE],
      params: { dynamicTools: [TOOL] },
    });
    await session.turn();
    expect(outputs(session)).toEqual([expect.stringMatching(/^failed to parse function arguments: /)]);
    expect(methods(session.server)).not.toContain('item/tool/call');
  });

  test('an interrupt takes the call back and ends its item', async () => {
    await using session = await threadSession({ replies: [call('water', {})], params: { dynamicTools: [TOOL] } });
    const { server, threadId } = session;
    const { turn } = await session.start();
    await server.until('the call', () => methods(server).includes('item/tool/call'));
    await server.request('turn/interrupt', { threadId, turnId: turn.id });
    await server.until('the end', () => methods(server).includes('turn/completed'));
    expect(itemsOf(session, 'item/completed', 'dynamicToolCall')).toMatchObject([{ id: 'call_1', status: 'failed' }]);
  });

  test('come back when the thread is resumed by another server', async () => {
    const options: ThreadOptions = { replies: [DONE], params: { dynamicTools: [GARDEN] } };
    await using first = await threadSession(options);
    await first.turn();
    first.server.closeInput();
    await first.server.exit;
    await using server = await startServer({ home: first.home, config: first.peer.config() });
    await server.request('initialize', INITIALIZE);
    await server.request('thread/resume', { threadId: first.threadId });
    server.onServerRequest('item/tool/call', () => ({
      contentItems: [{ type: 'inputText', text: 'wet' }],
      success: true,
    }));
    first.peer.add(call('garden__water', {}), DONE);
    await server.request('turn/start', { threadId: first.threadId, input: [{ type: 'text', text: 'again' }] });
    await server.until('the end', () => methods(server).includes('turn/completed'));
    expect(outputs(first)).toEqual(['wet']);
  });

  test.each<[string, unknown[], string]>([
    [
      'a bad name',
      [{ ...TOOL, name: 'bad name!' }],
      'dynamic tool name must match ^[a-zA-Z0-9_-]+$ to match Responses API: bad name!',
    ],
    ['no name', [{ ...TOOL, name: '' }], 'dynamic tool name must not be empty'],
    ['blanks', [{ ...TOOL, name: ' x' }], 'dynamic tool name has leading/trailing whitespace:  x'],
    ['a name twice', [TOOL, TOOL], 'duplicate dynamic tool name: water'],
    ['a reserved name', [{ ...TOOL, name: 'mcp__x' }], 'dynamic tool name is reserved: mcp__x'],
    ['a deferred function', [{ ...TOOL, deferLoading: true }], 'deferred dynamic tool must include a namespace: water'],
    ['a namespace twice', [GARDEN, GARDEN], 'duplicate dynamic tool namespace: garden'],
    ['an empty namespace', [{ ...GARDEN, tools: [] }], 'dynamic tool namespace must contain at least one tool: garden'],
    [
      'a namespace of the API',
      [{ ...GARDEN, name: 'web' }],
      'dynamic tool namespace collides with a reserved Responses API namespace: web',
    ],
    [
      'a name twice in a namespace',
      [{ ...GARDEN, tools: [TOOL, TOOL] }],
      'duplicate dynamic tool name in namespace garden: water',
    ],
    [
      'a schema that is none',
      [{ ...TOOL, inputSchema: 'x' }],
      'dynamic tool input schema is not supported for water: it must be an object',
    ],
  ])('%s is refused', async (_, dynamicTools, message) => {
    await using server = await startServer();
    await server.request('initialize', INITIALIZE);
    expect(await server.refused('thread/start', { dynamicTools })).toMatchObject({ code: -32600, message });
  });
});

const QUESTION = {
  id: 'bed',
  header: 'Bed',
  question: 'Which bed?',
  options: [{ label: 'Roses', description: 'By the door.' }],
};
const PLAN = {
  collaborationMode: {
    mode: 'plan',
    settings: { model: 'mock-model', reasoning_effort: null, developer_instructions: null },
  },
};

describe('questions of the model', () => {
  test('are put to the user in plan mode, and the answers go back', async () => {
    await using session = await threadSession({
      replies: [call('request_user_input', { questions: [QUESTION] }), DONE],
    });
    const { server, threadId } = session;
    server.onServerRequest('item/tool/requestUserInput', () => ({ answers: { bed: { answers: ['Roses'] } } }));
    const { id: turnId } = await session.turn('plan', PLAN);
    const asked = received(server).find(({ method }) => method === 'item/tool/requestUserInput');
    expect(asked?.params).toEqual({
      threadId,
      turnId,
      itemId: 'call_1',
      questions: [{ ...QUESTION, isOther: true, isSecret: false }],
      isBlocking: true,
      autoResolutionMs: null,
    });
    expect(outputs(session)).toEqual(['{"answers":{"bed":{"answers":["Roses"]}}}']);
    expect(methods(server)).toContain('serverRequest/resolved');
    const flags = received(server).flatMap(({ method, params }) =>
      method === 'thread/status/changed' ? [JSON.stringify((params as { status: object }).status)] : [],
    );
    expect(flags).toContain('{"type":"active","activeFlags":["waitingOnUserInput"]}');
  });

  test('an answer that cannot be read counts as none', async () => {
    await using session = await threadSession({
      replies: [call('request_user_input', { questions: [QUESTION] }), DONE],
    });
    session.server.onServerRequest('item/tool/requestUserInput', () => ({ whatever: 1 }));
    await session.turn('plan', PLAN);
    expect(outputs(session)).toEqual(['{"answers":{}}']);
  });

  test('are refused in the default mode, unless the configuration allows them', async () => {
    const asking = call('request_user_input', { questions: [QUESTION] });
    await using refused = await threadSession({ replies: [asking, DONE] });
    await refused.turn();
    expect(outputs(refused)).toEqual(['request_user_input is unavailable in Default mode']);
    await using allowed = await threadSession({
      replies: [asking, DONE],
      config: '[features]\ndefault_mode_request_user_input = true\n',
    });
    allowed.server.onServerRequest('item/tool/requestUserInput', () => ({ answers: { bed: { answers: ['Roses'] } } }));
    await allowed.turn();
    expect(outputs(allowed)).toEqual(['{"answers":{"bed":{"answers":["Roses"]}}}']);
  });
});

describe('plan mode', () => {
  test('a plan is a separate item with deltas, and the message does not contain it', async () => {
    const text = 'Before\n<proposed_plan>\n# Plan\n- one\n</proposed_plan>\nAfter';
    await using session = await threadSession({ replies: [{ deltas: [...text] }] });
    await session.turn('plan', PLAN);
    expect(itemsOf(session, 'item/completed', 'plan')).toMatchObject([{ text: '# Plan\n- one\n' }]);
    expect(itemsOf(session, 'item/completed', 'agentMessage')).toMatchObject([{ text: 'Before\nAfter' }]);
    const deltas = (method: string) =>
      received(session.server)
        .flatMap((message) => (message.method === method ? [(message.params as { delta: string }).delta] : []))
        .join('');
    expect(deltas('item/plan/delta')).toBe('# Plan\n- one\n');
    expect(deltas('item/agentMessage/delta')).toBe('Before\nAfter');
    expect(String(session.peer.requests[0]?.body.instructions)).toContain('<collaboration_mode>\n# Plan mode');
  });

  test('a message that is only a plan is none', async () => {
    await using session = await threadSession({
      replies: [
        { text: '<proposed_plan>\nonly\n</proposed_plan>' },
        { text: '<proposed_plan>\nplain\n</proposed_plan>' },
      ],
    });
    await session.turn('plan', PLAN);
    expect(itemsOf(session, 'item/started', 'agentMessage')).toEqual([]);
    expect(itemsOf(session, 'item/completed', 'plan')).toMatchObject([{ text: 'only\n' }]);
    const { collaborationMode } = PLAN;
    await session.turn('build', { collaborationMode: { ...collaborationMode, mode: 'default' } });
    expect(itemsOf(session, 'item/completed', 'agentMessage')).toMatchObject([
      { text: '<proposed_plan>\nplain\n</proposed_plan>' },
    ]);
  });
});
