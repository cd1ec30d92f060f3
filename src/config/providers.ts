import type { ProviderSettings, SettingsOverrides } from '../core/ports/index.js';
import { ConfigError } from './config-error.js';
import { type Config, checkProvider, type ProviderConfig } from './schema.js';

const IDLE_TIMEOUT_MS = 300_000;
const REQUEST_RETRIES = 4;
const STREAM_RETRIES = 5;
const MAX_RETRIES = 100;
/** The longest that Node's timers wait; beyond it they fire at once. */
const LONGEST_MS = 2 ** 31 - 1;
const NOTHING = {
  queryParams: {},
  httpHeaders: {},
  envHttpHeaders: {},
  requestMaxRetries: REQUEST_RETRIES,
  streamMaxRetries: STREAM_RETRIES,
  streamIdleTimeoutMs: IDLE_TIMEOUT_MS,
  storesAnswers: false,
};
/** Addresses of Azure (C62). */
const AZURE = /openai\.azure\.|cognitiveservices\.azure\.|aoai\.azure\.|azure-api\.|azurefd\./;

/** The default model of a provider. */
const DEFAULT_MODEL = 'gpt-5-codex';
/** The default model of threads: the first model of the catalogue, as in 0.171. */
const DEFAULT_MODEL_OF_V2 = 'gpt-6.2-sol';
const DEFAULT_LOCAL_MODELS: Record<string, string> = {
  oss: 'gpt-oss:20b',
  ollama: 'gpt-oss:20b',
  lmstudio: 'openai/gpt-oss-20b',
};

/** The providers that exist without configuration; entries of the same id do not replace them (C74). */
const BUILT_IN: Record<string, (env: NodeJS.ProcessEnv, config: Config) => ProviderSettings> = {
  openai: (env) => ({
    ...NOTHING,
    id: 'openai',
    name: 'OpenAI',
    wireApi: 'responses',
    envHttpHeaders: { 'openai-organization': 'OPENAI_ORGANIZATION', 'openai-project': 'OPENAI_PROJECT' },
    requiresOpenaiAuth: true,
    ...(env.OPENAI_BASE_URL?.trim() ? { baseUrl: env.OPENAI_BASE_URL.trim() } : {}),
  }),
  oss: (env) => local('oss', 'gpt-oss', ollamaUrl(env)),
  scripted: (env, config) => ({
    ...NOTHING,
    id: 'scripted',
    name: 'Scripted model',
    wireApi: 'scripted',
    requiresOpenaiAuth: false,
    script: env.TURNWIRE_SCRIPT || config.turnwire?.script,
  }),
};

/** Later versions of the reference know these ids. Configurations have long used them for entries of their own, so those come first. */
const UNLESS_CONFIGURED: Record<string, (env: NodeJS.ProcessEnv) => ProviderSettings> = {
  ollama: (env) => local('ollama', 'Ollama', ollamaUrl(env)),
  lmstudio: () => local('lmstudio', 'LM Studio', 'http://localhost:1234/v1'),
};

/** `keys` is where the id was read. Throws `ConfigError` when there is no such provider. */
export function findProvider(
  id: string,
  config: Config,
  env: NodeJS.ProcessEnv,
  keys: readonly string[],
): ProviderSettings {
  const builtIn = own(BUILT_IN, id);
  if (builtIn) return builtIn(env, config);
  const configured = own(config.model_providers, id);
  if (configured !== undefined) return fromConfig(id, checkProvider(configured, id));
  const fallback = own(UNLESS_CONFIGURED, id);
  if (fallback) return fallback(env);
  throw new ConfigError(`Model provider \`${id}\` not found`, { keys });
}

export const defaultModel = ({ id }: ProviderSettings, protocol: SettingsOverrides['protocol']): string =>
  own(DEFAULT_LOCAL_MODELS, id) ?? (protocol === 'v2' ? DEFAULT_MODEL_OF_V2 : DEFAULT_MODEL);

const own = <T>(all: Record<string, T>, id: string): T | undefined => (Object.hasOwn(all, id) ? all[id] : undefined);

/** A server on this machine. */
const local = (id: string, name: string, baseUrl: string): ProviderSettings => ({
  ...NOTHING,
  id,
  name,
  wireApi: 'chat',
  baseUrl,
  // A server that does not run now will not run after a short wait either. Its other errors are reported before a retry.
  requestMaxRetries: 0,
  requiresOpenaiAuth: false,
});

const ollamaUrl = (env: NodeJS.ProcessEnv): string =>
  env.CODEX_OSS_BASE_URL?.trim() || `http://localhost:${env.CODEX_OSS_PORT?.trim() || 11434}/v1`;

function fromConfig(id: string, provider: ProviderConfig): ProviderSettings {
  return {
    id,
    name: provider.name,
    wireApi: provider.wire_api,
    baseUrl: provider.base_url,
    envKey: provider.env_key,
    envKeyInstructions: provider.env_key_instructions,
    queryParams: provider.query_params ?? {},
    httpHeaders: provider.http_headers ?? {},
    envHttpHeaders: provider.env_http_headers ?? {},
    requestMaxRetries: Math.min(provider.request_max_retries ?? REQUEST_RETRIES, MAX_RETRIES),
    streamMaxRetries: Math.min(provider.stream_max_retries ?? STREAM_RETRIES, MAX_RETRIES),
    streamIdleTimeoutMs: Math.min(provider.stream_idle_timeout_ms ?? IDLE_TIMEOUT_MS, LONGEST_MS),
    storesAnswers: provider.name.toLowerCase() === 'azure' || AZURE.test(provider.base_url ?? ''),
    requiresOpenaiAuth: provider.requires_openai_auth,
    thinkTags: provider.think_tags,
  };
}
