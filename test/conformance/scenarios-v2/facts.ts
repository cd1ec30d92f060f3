import type { ThreadScenario } from '../v2/scenario.js';

export default [
  {
    name: 'v2 facts: models',
    async steps(client) {
      await client.initialize();
      await client.call('model/list', { limit: 1 });
      await client.call('model/list', { cursor: 'zz' });
      await client.call('model/list', {});
    },
  },
  {
    name: 'v2 facts: the account',
    provider: 'request_max_retries = 0\nrequires_openai_auth = true',
    async steps(client) {
      await client.initialize();
      await client.call('account/read', {});
      await client.call('account/login/start', { type: 'apiKey', apiKey: 'sk-test' });
      await client.told('account/updated');
      await client.call('account/read', { refreshToken: false });
      await client.call('account/rateLimits/read');
      await client.call('account/logout');
      await client.told('account/updated', 2);
      await client.call('account/read', {});
    },
  },
  {
    name: 'v2 facts: the account of a provider that needs none',
    async steps(client) {
      await client.initialize();
      await client.call('account/read', { refreshToken: true });
    },
  },
  {
    name: 'v2 facts: the configuration',
    config: 'model_reasoning_effort = "high"',
    async steps(client) {
      await client.initialize();
      await client.call('config/read', {});
      await client.call('config/read', { includeLayers: true, cwd: client.server.work });
    },
  },
  {
    name: 'v2 facts: skills',
    files: { 'home/skills/mine/SKILL.md': '---\nname: mine\ndescription: Does mine.\n---\nDo it.\n' },
    async steps(client) {
      await client.initialize();
      await client.call('skills/list', { cwds: [client.server.work] });
    },
  },
  {
    name: 'v2 facts: a skill is switched off and on',
    files: { 'home/skills/mine/SKILL.md': '---\nname: mine\ndescription: Does mine.\n---\nDo it.\n' },
    async steps(client) {
      await client.initialize();
      const write = (params: object) => client.call('skills/config/write', params);
      await write({ name: 'mine', enabled: false });
      await client.call('skills/list', { cwds: [client.server.work] });
      await write({ name: 'mine', enabled: true });
      await client.call('skills/list', { cwds: [client.server.work] });
      await write({ name: 'nobody', enabled: false });
      await write({ enabled: false });
      await write({ name: '', enabled: false });
      await write({ path: 'relative', enabled: false });
    },
  },
  {
    name: 'v2 facts: modes',
    async steps(client) {
      await client.initialize();
      await client.call('collaborationMode/list', {});
    },
  },
] satisfies ThreadScenario[];
