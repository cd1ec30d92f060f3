import type { Scenario } from '../scenario.js';

const plan = [
  { step: 'look', status: 'completed' },
  { step: 'leap', status: 'in_progress' },
];

export default {
  name: 'a plan is made, changed and got wrong',
  model: [
    { calls: [{ name: 'update_plan', args: { explanation: 'first', plan } }] },
    { calls: [{ name: 'update_plan', args: { plan: [] } }] },
    { calls: [{ name: 'update_plan', args: { plan: [{ step: 'x', status: 'bad' }] } }] },
    { calls: [{ name: 'update_plan', args: 'not json' }] },
    { calls: [{ name: 'fly', args: {} }], text: 'trying to fly' },
    { text: 'planned' },
  ],
  async steps(client) {
    await client.begin({ includePlanTool: true });
    await client.turn('plan it');
  },
} satisfies Scenario;
