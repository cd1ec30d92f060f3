import { expect, test } from 'vitest';
import { small, tool } from '../../support/mcp.js';
import { threadSession } from './session.js';

const tools = [
  tool('look', { annotations: { readOnlyHint: true } }),
  tool('post'),
  tool('drop', { annotations: { destructiveHint: true } }),
  tool('both', { annotations: { readOnlyHint: true, destructiveHint: true } }),
];

// C137
test.each([
  ['on-request', 'danger-full-access', 'post drop both'],
  ['on-request', 'workspace-write', 'post drop both'],
  ['untrusted', 'workspace-write', 'look post drop both'],
  ['never', 'workspace-write', ''],
])('under %s in %s these tools of a server need an approval: %s', async (approvalPolicy, sandbox, asked) => {
  const calls = tools.map(({ name }) => ({ name: `srv__${name}`, args: {}, callId: name }));
  await using s = await threadSession({
    config: small('srv', { tools }),
    replies: [...calls.map((call) => ({ calls: [call] })), { text: 'done' }],
    params: { approvalPolicy, sandbox },
  });
  const questions: string[] = [];
  s.server.onServerRequest('mcpServer/elicitation/request', (params) => {
    questions.push((params as { _meta: { tool_name: string } })._meta.tool_name);
    return { action: 'accept', content: {}, _meta: null };
  });
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  expect(questions.join(' ')).toBe(asked);
});
