// The programs of other makers: their npm packages, how they are started, and what they find in their home so that they talk to the scripted model alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

function put(home, name, content) {
  const file = path.join(home, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}

function codex(home, url) {
  put(
    home,
    'config.toml',
    `model = "mock-model"
model_provider = "mock"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.mock]
name = "Mock"
base_url = "${url}/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`,
  );
  return { CODEX_HOME: home };
}

function gemini(home, url) {
  put(home, '.gemini/settings.json', {
    security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
  });
  return { GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: url, GEMINI_MODEL: 'gemini-2.5-flash' };
}

function qwen(home, url) {
  put(home, '.qwen/settings.json', {
    $version: 3,
    security: { auth: { selectedType: 'openai' } },
    general: { enableAutoUpdate: false },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    model: { name: 'mock-model' },
  });
  return { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: 'mock-model' };
}

function opencode(home, url) {
  put(home, '.config/opencode/opencode.json', {
    autoupdate: false,
    share: 'disabled',
    model: 'mock/mock-model',
    small_model: 'mock/mock-model',
    enabled_providers: ['mock'],
    provider: {
      mock: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Mock',
        options: { baseURL: `${url}/v1`, apiKey: 'none' },
        models: { 'mock-model': { name: 'mock-model', limit: { context: 200_000, output: 8_000 } } },
      },
    },
  });
  return {
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  };
}

function pi(home, url) {
  const mock = { baseUrl: `${url}/v1`, api: 'openai-completions', apiKey: 'none', models: [{ id: 'mock-model' }] };
  put(home, '.pi/agent/models.json', { providers: { mock } });
  put(home, '.pi/agent/settings.json', { defaultProvider: 'mock', defaultModel: 'mock-model' });
  return { PI_OFFLINE: '1', PI_TELEMETRY: '0', PI_SKIP_VERSION_CHECK: '1' };
}

const claude = (_, url) => ({
  ANTHROPIC_BASE_URL: url,
  ANTHROPIC_API_KEY: 'none',
  ANTHROPIC_MODEL: 'mock-model',
  ANTHROPIC_SMALL_FAST_MODEL: 'mock-model',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_TELEMETRY: '1',
});

const STREAMS = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--include-partial-messages'];

/** `setUp` fills a home and gives what goes into the environment. */
export const programs = [
  {
    name: 'pi',
    package: '@mariozechner/pi-coding-agent@0.73.1',
    bin: 'pi',
    args: ['--mode', 'rpc'],
    dialect: 'pi',
    setUp: pi,
  },
  {
    name: 'Claude Code',
    package: '@anthropic-ai/claude-code@2.1.197',
    bin: 'claude',
    args: ['--print', '--verbose', ...STREAMS],
    dialect: 'claude',
    setUp: claude,
  },
  {
    name: 'opencode',
    package: 'opencode-ai@1.18.33',
    bin: 'opencode',
    args: ['serve', '--port', '0'],
    dialect: 'opencode',
    setUp: opencode,
  },
  {
    name: 'Gemini CLI',
    package: '@google/gemini-cli@0.61.0',
    bin: 'gemini',
    args: ['--acp'],
    dialect: 'acp',
    setUp: gemini,
  },
  {
    name: 'Qwen Code',
    package: '@qwen-code/qwen-code@0.15.10',
    bin: 'qwen',
    args: ['--acp'],
    dialect: 'acp',
    setUp: qwen,
  },
];

export const codexSetUp = codex;
