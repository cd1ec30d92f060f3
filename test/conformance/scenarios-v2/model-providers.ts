import type { ThreadScenario } from '../v2/scenario.js';

export default [
  {
    name: 'v2 providers: listed, added and chosen',
    model: [],
    async steps(client) {
      await client.initialize();
      const write = (settings: object) =>
        client.call('modelProvider/config/write', { settings: { type: 'customGateway', ...settings } });
      await write({ name: 'Mine', baseUrl: 'http://x/v1', envKey: 'MY_KEY' });
      await write({ name: 'Mine', baseUrl: 'http://x/v1' });
      await write({ providerId: 'mine', name: 'Ours', envKey: null });
      await write({ name: 'Mine' });
      await write({ name: ' ', baseUrl: 'http://x/v1' });
      await write({ name: 'Mine', baseUrl: 'nope' });
      await write({ name: 'Mine', baseUrl: 'http://x/v1', envKey: 'a b' });
      await write({ providerId: 'nope', name: 'Mine', baseUrl: 'http://x/v1' });
      await write({ providerId: 'openai', name: 'Mine', baseUrl: 'http://x/v1' });
      await client.call('modelProvider/default/set', { providerId: 'nope' });
      await client.call('modelProvider/default/set', { providerId: 'openai' });
      await client.call('modelProvider/list', {});
    },
  },
  {
    name: 'v2 providers: no apps and no plugins',
    model: [],
    async steps(client) {
      await client.initialize();
      await client.call('app/list', {});
      await client.call('app/installed', {});
      await client.call('app/read', { appIds: ['x'] });
      await client.call('plugin/list', {});
      await client.call('plugin/installed', {});
      await client.call('experimentalFeature/enablement/set', { enablement: { nope: true } });
      await client.call('experimentalFeature/list', { cursor: 'x' });
    },
  },
] satisfies ThreadScenario[];
