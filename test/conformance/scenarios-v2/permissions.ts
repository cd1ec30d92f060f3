import type { ThreadClient } from '../v2/client.js';
import { exec } from '../v2/replies.js';
import { ASKS, type ThreadScenario } from '../v2/scenario.js';

/** The model may ask for permissions, with a tool and with a command. */
const config = `suppress_unstable_features_warning = true
[features]
request_permissions_tool = true
exec_permission_approvals = true
`;
/** Nothing may be written without a grant. */
const READ_ONLY = { sandbox: 'read-only' };

const request = (permissions: unknown, more: object = {}) => ({
  calls: [{ name: 'request_permissions', args: { permissions, ...more } }],
});
/** The model does not know the working directory: relative paths start there. */
const ALL = { file_system: { write: ['.'] } };

type Answer = { result: unknown } | { error: object };

const scenario = (
  name: string,
  model: NonNullable<ThreadScenario['model']>,
  steps: (client: ThreadClient) => Promise<void>,
  params: object = READ_ONLY,
): ThreadScenario => ({
  name: `v2 permissions: ${name}`,
  config,
  model,
  async steps(client) {
    await client.begin(params);
    await steps(client);
  },
});

/** The answer is made of the working directory. */
const answered = (name: string, answer: (work: string) => Answer, asked: unknown = ALL): ThreadScenario =>
  scenario(name, [request(asked), { text: 'thanks' }], async (client) => {
    await client.startTurn('ask');
    await client.reply(ASKS.permissions, answer(client.server.work));
    await client.ended();
  });

const granted = (work: string, more: object = {}): Answer => ({
  result: { permissions: { fileSystem: { write: [work] } }, ...more },
});

const lasting = (scope: 'turn' | 'session'): ThreadScenario =>
  scenario(`granted for the ${scope}`, [request(ALL, { reason: 'to write' }), { text: 'thanks' }], async (client) => {
    await client.startTurn('ask');
    await client.reply(ASKS.permissions, granted(client.server.work, { scope }));
    await client.ended();
  });

const refusedArguments = (name: string, permissions: unknown): ThreadScenario =>
  scenario(`cannot be asked: ${name}`, [request(permissions), { text: 'ok' }], (client) => client.turn('ask'));

const WITH = 'with_additional_permissions';
const wish = (more: object = {}) => ({ sandbox_permissions: WITH, additional_permissions: ALL, ...more });

const forCommand = (name: string, answer: Answer): ThreadScenario =>
  scenario(
    `for one command, ${name}`,
    [{ calls: [exec('echo a > a.txt', wish({ justification: 'May it write?' }))] }, { text: 'done' }],
    async (client) => {
      await client.startTurn('run');
      await client.reply(ASKS.command, answer);
      await client.ended();
    },
  );

const refusedCommand = (name: string, more: object): ThreadScenario =>
  scenario(`a command cannot ask: ${name}`, [{ calls: [exec('echo a', more)] }, { text: 'ok' }], (client) =>
    client.turn('run'),
  );

export default [
  lasting('turn'),
  lasting('session'),
  answered('a folder in what was asked for', (work) => granted(`${work}/sub`)),
  answered('more than was asked for', (work) => granted(`${work}/..`)),
  answered('a network that was not asked for', () => ({ result: { permissions: { network: { enabled: true } } } })),
  answered('the network', () => ({ result: { permissions: { network: { enabled: true } } } }), {
    network: { enabled: true },
  }),
  answered('to read in place of write', (work) => ({ result: { permissions: { fileSystem: { read: [work] } } } })),
  answered('as entries', (work) => ({
    result: { permissions: { fileSystem: { entries: [{ path: { type: 'path', path: work }, access: 'write' }] } } },
  })),
  answered('nothing', () => ({ result: { permissions: {} } })),
  answered('nonsense', () => ({ result: { nothing: true } })),
  answered('an error', () => ({ error: { code: -32000, message: 'no' } })),
  scenario('not asked for under the policy never', [request(ALL), { text: 'ok' }], (client) => client.turn('ask'), {
    ...READ_ONLY,
    approvalPolicy: 'never',
  }),
  {
    name: 'v2 permissions: not offered',
    model: [request(ALL), { text: 'ok' }],
    async steps(client) {
      await client.begin(READ_ONLY);
      await client.turn('ask');
    },
  },
  refusedArguments('none', {}),
  refusedArguments('empty lists', { file_system: { write: [] } }),
  refusedArguments('an unknown kind', { camera: true }),
  forCommand('declined', { result: { decision: 'decline' } }),
  refusedCommand('without permissions', { sandbox_permissions: WITH }),
  refusedCommand('for nothing', wish({ additional_permissions: {} })),
  refusedCommand('with an escalation', wish({ sandbox_permissions: 'require_escalated', justification: 'q' })),
] satisfies ThreadScenario[];
