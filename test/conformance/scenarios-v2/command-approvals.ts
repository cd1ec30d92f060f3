import { exec } from '../v2/replies.js';
import { ASKS, type ThreadScenario, UNTRUSTED } from '../v2/scenario.js';

const answered = (name: string, answer: { result: unknown } | { error: object }, ends = false): ThreadScenario => ({
  name: `v2 approval of a command: ${name}`,
  model: [{ calls: [exec('touch made')] }, ...(ends ? [] : [{ text: 'so be it' }])],
  async steps(client) {
    await client.begin(UNTRUSTED);
    await client.startTurn('make it');
    await client.reply(ASKS.command, answer);
    await client.ended();
  },
});

const decided = (decision: unknown) => ({ result: { decision } });

export default [
  answered('accepted', decided('accept')),
  answered('declined', decided('decline')),
  answered('cancelled', decided('cancel'), true),
  answered('answered with an error', { error: { code: -32000, message: 'no window' } }),
  answered('answered with nonsense', { result: { decision: 'perhaps' } }),
  answered('answered with nothing', { result: null }),
  {
    name: 'v2 approval of a command: accepted for the session',
    model: [{ calls: [exec('touch made')] }, { calls: [exec('touch made')] }, { text: 'twice' }],
    async steps(client) {
      await client.begin(UNTRUSTED);
      await client.startTurn('make it');
      await client.reply(ASKS.command, decided('acceptForSession'));
      await client.ended();
    },
  },
  {
    name: 'v2 approval of a command: accepted with a rule',
    model: [{ calls: [exec('touch made')] }, { calls: [exec('touch made')] }, { text: 'twice' }],
    async steps(client) {
      await client.begin(UNTRUSTED);
      await client.startTurn('make it');
      const rule = { execpolicy_amendment: ['touch', 'made'] };
      await client.reply(ASKS.command, decided({ acceptWithExecpolicyAmendment: rule }));
      await client.ended();
    },
  },
  {
    name: 'v2 approval of a command: the model asks for it',
    model: [
      { calls: [exec('touch made', { sandbox_permissions: 'require_escalated', justification: 'needs it' })] },
      { text: 'made' },
    ],
    async steps(client) {
      await client.begin({ approvalPolicy: 'on-request', sandbox: 'workspace-write' });
      await client.startTurn('make it');
      await client.reply(ASKS.command, decided('accept'));
      await client.ended();
    },
  },
  {
    name: 'v2 approval of a command: the model asks and nobody may be asked',
    model: [
      { calls: [exec('touch made', { sandbox_permissions: 'require_escalated', justification: 'needs it' })] },
      { text: 'made' },
    ],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never', sandbox: 'workspace-write' });
      await client.turn('make it');
    },
  },
] satisfies ThreadScenario[];
