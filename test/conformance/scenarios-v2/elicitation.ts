import { small, tool } from '../../support/mcp.js';
import { MCP_ASK } from '../v2/replies.js';
import { ASKS, type ThreadScenario } from '../v2/scenario.js';

const FORM = {
  mode: 'form',
  message: 'Which bed?',
  requestedSchema: {
    type: 'object',
    properties: { bed: { type: 'string', title: 'Bed', enum: ['roses', 'tulips'] }, cans: { type: 'integer' } },
    required: ['bed'],
  },
};
const PAGE = { mode: 'url', message: 'Sign in', url: 'https://example.org/in', elicitationId: 'el-1' };

type Answer = { result: unknown } | { error: object };

/** A tool that needs no approval asks the user. */
const asking = (name: string, ask: object, answer: Answer | undefined, params: object = {}): ThreadScenario => ({
  name: `v2 elicitation: ${name}`,
  config: small('srv', {
    tools: [tool('ask', { annotations: { readOnlyHint: true } })],
    calls: { ask: { ask } },
  }),
  model: [MCP_ASK, { text: 'done' }],
  async steps(client) {
    await client.begin(params);
    await client.told('mcpServer/startupStatus/updated', 2);
    await client.startTurn('ask');
    if (answer) await client.reply(ASKS.elicitation, answer);
    await client.ended();
  },
});

const says = (action: string, content: object | null = null, _meta: object | null = null): Answer => ({
  result: { action, content, _meta },
});

export default [
  asking('a form that is filled in', FORM, says('accept', { bed: 'roses', cans: 2 })),
  asking('a form that is declined', FORM, says('decline')),
  asking('a form that is cancelled', FORM, says('cancel')),
  asking('a form that is answered with an error', FORM, { error: { code: -32000, message: 'no' } }),
  asking('a form that is filled in wrongly', FORM, says('accept', { bed: 'weeds' })),
  asking(
    'a form with members of its own',
    { ...FORM, _meta: { hue: 'red' } },
    says('accept', { bed: 'roses' }, { a: 1 }),
  ),
  asking('a page that was opened', PAGE, says('accept')),
  asking('a page that is declined', PAGE, says('decline')),
  asking('a page that is cancelled', PAGE, says('cancel')),
  asking('a form under a policy of no questions', FORM, undefined, { approvalPolicy: 'never' }),
] satisfies ThreadScenario[];
