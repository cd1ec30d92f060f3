import { expect, test } from 'vitest';
import { received, threadSession } from './session.js';

const done = (item: object) => ({ type: 'response.output_item.done', item });
const message = { type: 'message', role: 'assistant', id: 'msg_1', content: [{ type: 'output_text', text: 'Found' }] };
const thought = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [{ type: 'summary_text', text: 'Hm' }],
  encrypted_content: null,
};

/** Some clients build the text of the answer from the start of its item and the deltas alone. */
test('what the model does not stream is whole when its item starts', async () => {
  const events = [
    { type: 'response.created', response: { id: 'r' } },
    done(thought),
    done({ ...message, phase: 'final_answer' }),
    { type: 'response.completed', response: { id: 'r' } },
  ];
  await using s = await threadSession({ replies: [{ events }] });
  await s.turn();
  const started = received(s.server).flatMap(({ method, params }) =>
    method === 'item/started' ? [(params as { item: object }).item] : [],
  );
  expect(started.slice(1)).toMatchObject([
    { type: 'reasoning', id: 'rs_1', summary: ['Hm'], completedAtMs: null },
    { type: 'agentMessage', id: 'msg_1', text: 'Found', phase: 'final_answer', completedAtMs: null },
  ]);
});

test('an attempt that is made again says which one it is, and why', async () => {
  const provider = 'request_max_retries = 0\nstream_max_retries = 1';
  await using s = await threadSession({ replies: [{ text: 'half', cut: 3 }, { text: 'whole' }], provider });
  await s.turn();
  const error = received(s.server).find(({ method }) => method === 'error');
  expect(error?.params).toMatchObject({
    willRetry: true,
    error: {
      message: 'Reconnecting... 1/1',
      codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
      additionalDetails: 'stream disconnected before completion: stream closed before response.completed',
    },
  });
});

test('an MCP server that does not start is reported once, and fails no turn', async () => {
  const config = '[mcp_servers.missing]\ncommand = "no-such-program"';
  await using s = await threadSession({ replies: [{ text: 'fine' }], config });
  expect(await s.turn()).toMatchObject({ status: 'completed', error: null });
  const told = () =>
    received(s.server).filter(({ method }) =>
      ['warning', 'error', 'mcpServer/startupStatus/updated'].includes(method ?? ''),
    );
  await s.server.until('the failure', () => told().length >= 2);
  expect(told()).toMatchObject([
    { params: { threadId: s.threadId, name: 'missing', status: 'starting' } },
    { params: { threadId: s.threadId, name: 'missing', status: 'failed' } },
  ]);
  expect(JSON.stringify(received(s.server))).not.toContain('systemError');
});
