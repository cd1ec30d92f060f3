import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type Client, connect, streamChannel } from '../../clients/library/index.js';
import { until } from '../support/until.js';
import { clientInfo, session } from './session.js';

/** A client whose server is this test. */
async function played(): Promise<{ client: Client; say: (message: object) => void; answers: () => unknown[] }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const said: string[] = [];
  output.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const say = (message: object): void => void input.write(`${JSON.stringify(message)}\n`);
  const connecting = connect(streamChannel(input, output), { clientInfo });
  say({ id: 1, result: { userAgent: 'x/0.171.0' } });
  const answers = (): unknown[] =>
    said
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter(({ method }) => method === undefined);
  return { client: await connecting, say, answers };
}

const APPROVAL = { threadId: 't', turnId: 'u', itemId: 'i' };

describe('requests of the server', () => {
  test('that nobody handles: approvals are declined, others are refused', async () => {
    const { say, answers } = await played();
    const methods = {
      'item/commandExecution/requestApproval': { decision: 'decline' },
      'item/fileChange/requestApproval': { decision: 'decline' },
      'item/permissions/requestApproval': { permissions: {} },
      'mcpServer/elicitation/request': { action: 'decline' },
      execCommandApproval: { decision: 'denied' },
      applyPatchApproval: { decision: 'denied' },
    };
    for (const method of Object.keys(methods)) say({ id: method, method, params: APPROVAL });
    say({ id: 'tool', method: 'item/tool/call', params: APPROVAL });
    await until('the answers', () => answers().length === 7);
    const byId = Object.fromEntries((answers() as { id: string }[]).map((answer) => [answer.id, answer]));
    for (const [id, result] of Object.entries(methods)) expect(byId[id]).toEqual({ id, result });
    expect(byId.tool).toMatchObject({ error: { code: -32601, message: 'this client does not answer item/tool/call' } });
  });

  test.each([
    ['it was resolved elsewhere', { method: 'serverRequest/resolved', params: { threadId: 't', requestId: 7 } }],
    [
      'its turn ended',
      { method: 'turn/completed', params: { threadId: 't', turn: { id: 'u', status: 'interrupted' } } },
    ],
  ])('the signal of a handler is aborted when %s, and nothing is answered', async (_, notification) => {
    const { client, say, answers } = await played();
    const signals: AbortSignal[] = [];
    const ids: unknown[] = [];
    client.handle('item/commandExecution/requestApproval', async (_params, { id, signal }) => {
      signals.push(signal);
      ids.push(id);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { decision: 'accept' };
    });
    say({ id: 7, method: 'item/commandExecution/requestApproval', params: APPROVAL });
    say({ id: 8, method: 'item/commandExecution/requestApproval', params: { ...APPROVAL, turnId: 'another' } });
    await until('the handlers', () => signals.length === 2);
    expect(ids).toEqual([7, 8]);
    say(notification);
    await until('the abort', () => signals[0]?.aborted);
    say({ id: 9, method: 'item/tool/call', params: {} });
    await until('the next answer', () => answers().length === 1);
    expect(answers()).toMatchObject([{ id: 9 }]);
    expect(signals[1]?.aborted).toBe(false);
  });

  test('of protocol v1 are declined without a handler', async () => {
    const calls = [{ name: 'shell', args: { command: ['touch', 'made'] }, callId: 'c1' }];
    await using s = await session([{ calls }, { text: 'ok' }]);
    const { conversationId } = await s.client.request('newConversation', { approvalPolicy: 'untrusted' });
    const types: string[] = [];
    s.client.on('codex/event/*', (params) => types.push((params as { msg: { type: string } }).msg.type));
    await s.client.request('addConversationListener', { conversationId });
    await s.client.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
    await until('the end of the turn', () => types.includes('task_complete'));
    expect(types).toContain('exec_approval_request');
    expect(types).not.toContain('exec_command_begin');
  });
});
