import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../client.js';
import type { Scenario } from '../scenario.js';

export default {
  name: 'setDefaultModel, at the top level and in profiles',
  config: `model_reasoning_effort = "low" # how long
[profiles]
inline = { model = "one", approval_policy = "never" }
[profiles.table]
# about the model
model = "two"
model_verbosity = "low"
[profiles."dotted.name"]
model = "three"`,
  async steps(client) {
    const path = join(client.server.home, 'config.toml');
    const original = await readFile(path, 'utf8');
    await client.initialize();
    await client.call('getUserAgent');
    await set(client, { model: 'gpt-a', reasoningEffort: 'high' });
    await set(client, { model: 'gpt-b' });
    await set(client, { model: null, reasoningEffort: null });
    await set(client, {});
    for (const profile of ['table', 'dotted.name', 'inline', 'not yet there']) {
      await writeFile(path, `profile = "${profile}"\n${original}`);
      await set(client, { model: 'gpt-c', reasoningEffort: 'minimal' });
      await set(client, { reasoningEffort: 'minimal' });
      await client.call('newConversation', { cwd: client.server.work });
    }
    await writeFile(path, 'model = \n');
    await client.call('setDefaultModel', { model: 'x' });
    await client.call('getUserSavedConfig');
    await client.call('setDefaultModel', { model: 5 });
    await client.call('setDefaultModel', { reasoningEffort: 5 });
  },
} satisfies Scenario;

async function set(client: Client, params: object): Promise<void> {
  await client.call('setDefaultModel', params);
  await client.call('getUserSavedConfig');
}
