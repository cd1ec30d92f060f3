import type { Scenario } from '../scenario.js';

export default {
  name: 'getUserSavedConfig of a rich config.toml',
  config: `profile = "p1"
model_reasoning_effort = "high"
model_reasoning_summary = "detailed"
model_verbosity = "low"
unknown_key = { a = [1, 2] }
[sandbox_workspace_write]
writable_roots = ["/a", "/b"]
network_access = true
[tools]
web_search_request = true
view_image = false
[history]
persistence = "none"
[shell_environment_policy]
inherit = "core"
[mcp_servers.one]
command = "true"
[profiles.p1]
model = "p1-model"
model_provider = "mock"
approval_policy = "never"
chatgpt_base_url = "https://example.org/"
[profiles.p2]
model_reasoning_effort = "minimal"
model_verbosity = "high"
model_reasoning_summary = "none"`,
  async steps(client) {
    await client.initialize();
    await client.call('getUserSavedConfig');
    await client.call('getUserSavedConfig', {});
  },
} satisfies Scenario;
