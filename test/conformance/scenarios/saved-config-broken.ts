import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '../scenario.js';

export default {
  name: 'getUserSavedConfig of files that are broken, odd or gone',
  async steps(client) {
    const path = join(client.server.home, 'config.toml');
    await client.initialize();
    await client.call('getUserAgent');
    for (const text of [
      'model = \n',
      'model = 5\n',
      'approval_policy = "sometimes"\n',
      '[profiles]\np = 1\n',
      '[sandbox_workspace_write]\nnetwork_access = "yes"\n',
      '[model_providers.x]\nbase_url = "u"\n',
      'profile = "nope"\nmodel_provider = "nope"\n',
      'unknown = 1\n[tools]\nunknown = 2\n[profiles.p]\nunknown = 3\nsandbox_mode = "read-only"\n',
      '[sandbox_workspace_write]\n',
      '[tools]\n',
      '[profiles.p]\n',
      '',
    ]) {
      await writeFile(path, text);
      await client.call('getUserSavedConfig');
    }
    await rm(path);
    await client.call('getUserSavedConfig');
    await client.call('getUserSavedConfig', { surplus: 1 });
  },
} satisfies Scenario;
