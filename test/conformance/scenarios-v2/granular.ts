import { small, tool } from '../../support/mcp.js';
import type { ThreadClient } from '../v2/client.js';
import { exec, MCP_ASK, patch, patchOf } from '../v2/replies.js';
import { ASKS, type ThreadScenario } from '../v2/scenario.js';

const ALL = {
  sandbox_approval: true,
  rules: true,
  skill_approval: true,
  request_permissions: true,
  mcp_elicitations: true,
};
const FEATURES = `suppress_unstable_features_warning = true
[features]
request_permissions_tool = true
exec_permission_approvals = true
`;
const WISH = { file_system: { write: ['.'] } };

/** Every approval is declined. */
const scenario = (
  name: string,
  off: object,
  reply: NonNullable<ThreadScenario['model']>[number],
  more: Partial<ThreadScenario> = {},
  before?: (client: ThreadClient) => Promise<unknown>,
): ThreadScenario => ({
  name: `v2 granular: ${name}`,
  config: FEATURES,
  model: [reply, { text: 'done' }],
  ...more,
  async steps(client) {
    for (const ask of [ASKS.command, ASKS.patch]) client.answer(ask, { decision: 'decline' });
    client.answer(ASKS.permissions, { permissions: {} });
    client.answer(ASKS.elicitation, { action: 'decline', content: null, _meta: null });
    await client.begin({ approvalPolicy: { granular: { ...ALL, ...off } }, sandbox: 'read-only' });
    await before?.(client);
    await client.turn('go');
  },
});

const permissions = { calls: [{ name: 'request_permissions', args: { permissions: WISH } }] };
const escalated = exec('touch a', { sandbox_permissions: 'require_escalated', justification: 'May it?' });
const alone = exec('touch a', { sandbox_permissions: 'with_additional_permissions', additional_permissions: WISH });
const ADD = patch(patchOf('*** Add File: a.txt', '+a'));
const PROMPT = { files: { 'home/rules/default.rules': 'prefix_rule(pattern=["echo"], decision="prompt")\n' } };
const ASK = { mode: 'form', message: 'Which?', requestedSchema: { type: 'object', properties: {} } };
const server = (annotations: object, ask: object) => ({
  config: small('srv', { tools: [tool('ask', { annotations })], calls: { ask } }),
});
const running = (client: ThreadClient) => client.told('mcpServer/startupStatus/updated', 2);

export default [
  scenario('permissions are asked for', { sandbox_approval: false }, permissions),
  scenario('permissions are not asked for', { request_permissions: false }, permissions),
  scenario('a command asks to leave the sandbox', { rules: false, request_permissions: false }, { calls: [escalated] }),
  scenario('a command cannot ask to leave the sandbox', { sandbox_approval: false }, { calls: [escalated] }),
  scenario('a command gets no permissions of its own', {}, { calls: [alone] }),
  scenario('a patch is asked for', {}, ADD),
  scenario('a patch is refused', { sandbox_approval: false }, ADD),
  scenario('a rule asks', { sandbox_approval: false }, { calls: [exec('echo hi')] }, PROMPT),
  scenario('a rule cannot ask', { rules: false }, { calls: [exec('echo hi')] }, PROMPT),
  scenario('a dangerous command', { rules: false, sandbox_approval: false }, { calls: [exec('rm -rf zz')] }),
  scenario(
    'a server cannot ask',
    { mcp_elicitations: false },
    MCP_ASK,
    server({ readOnlyHint: true }, { ask: ASK }),
    running,
  ),
  scenario('a tool of a server is asked for', { mcp_elicitations: false }, MCP_ASK, server({}, {}), running),
] satisfies ThreadScenario[];
