import { expect, it } from 'vitest';
import { readJournal, small, tool } from '../support/mcp.js';
import { mcpSession } from './mcp-session.js';

const tools = [
  tool('look', { annotations: { readOnlyHint: true } }),
  tool('post'),
  tool('drop', { annotations: { destructiveHint: true } }),
  // It says both; the worse counts.
  tool('both', { annotations: { readOnlyHint: true, destructiveHint: true } }),
];
const call = (name: string, callId = name) => ({ calls: [{ name: `srv__${name}`, args: { msg: 'm' }, callId }] });

// C137
it.each([
  ['untrusted', 'read-only', '', 'runs asks asks asks'],
  ['on-request', 'read-only', '', 'runs runs asks asks'],
  ['on-failure', 'workspace-write', '', 'runs runs asks asks'],
  ['on-request', 'danger-full-access', '', 'runs runs asks asks'],
  ['never', 'read-only', '', 'runs runs refused refused'],
  ['never', 'workspace-write', '', 'runs runs runs runs'],
  ['on-request', 'read-only', 'approval = "always"', 'asks asks asks asks'],
  ['untrusted', 'read-only', 'approval = "never"', 'runs runs runs runs'],
  ['never', 'read-only', 'approval = "always"', 'refused refused refused refused'],
])('%s in %s %s: %s', async (approvalPolicy, sandbox, more, expected) => {
  const names = ['look', 'post', 'drop', 'both'];
  await using s = await mcpSession(
    [...names.map((name) => call(name)), { text: 'done' }],
    (home) => small('srv', { tools, journal: `${home}/journal` }, more),
    { params: { approvalPolicy, sandbox } },
  );
  s.server.onServerRequest('execCommandApproval', () => ({ decision: 'denied' }));
  await s.say();
  await s.server.next('task_complete');
  const happened = s.outputs()?.map((output) => {
    if (output === 'MCP tool call rejected by user') return 'asks';
    return String(output).startsWith('MCP tool call rejected: ') ? 'refused' : 'runs';
  });
  expect(happened?.join(' ')).toBe(expected);
  const ran = readJournal(`${s.home}/journal`).filter(({ method }) => method === 'tools/call');
  expect(ran).toHaveLength(happened?.filter((what) => what === 'runs').length ?? -1);
  expect(s.server.received('mcp_tool_call_begin')).toHaveLength(ran.length);
});

it('the question names server, tool and arguments; an approval for the session counts for that tool alone', async () => {
  await using s = await mcpSession([call('drop', 'a'), call('drop', 'b'), call('both', 'c'), { text: 'done' }], () =>
    small('srv', { tools }),
  );
  const answers = ['approved_for_session', 'approved'];
  s.server.onServerRequest('execCommandApproval', () => ({ decision: answers.shift() }));
  await s.say();
  await s.server.next('task_complete');
  expect(s.server.received('execCommandApproval').map(({ params }) => params)).toMatchObject([
    {
      callId: 'a',
      command: ['mcp', 'srv', 'drop', '{"msg":"m"}'],
      reason: 'Call the tool `drop` of the MCP server `srv`? (the tool says that it is destructive)',
    },
    { callId: 'c', command: ['mcp', 'srv', 'both', '{"msg":"m"}'] },
  ]);
  expect(s.server.received('mcp_tool_call_end')).toHaveLength(3);
});

it('an abort as the answer ends the turn, and the tool is not called', async () => {
  await using s = await mcpSession([call('drop')], (home) => small('srv', { tools, journal: `${home}/journal` }));
  s.server.onServerRequest('execCommandApproval', () => ({ decision: 'abort' }));
  await s.say();
  await s.server.next('turn_aborted');
  expect(readJournal(`${s.home}/journal`).some(({ method }) => method === 'tools/call')).toBe(false);
});
