import type { ProviderSettings } from '../core/ports.js';
import { ConfigError } from './config-error.js';
import type { Config, ProviderConfig } from './schema.js';

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
/** Addresses of Azure (v1-agent-core §4.2). */
const AZURE = /openai\.azure\.|cognitiveservices\.azure\.|aoai\.azure\.|azure-api\.|azurefd\./;

/** The providers that exist without configuration; entries of the same id do not replace them (v1-agent-core §9.2). */
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
  oss: (env) => ({
    ...NOTHING,
    id: 'oss',
    name: 'gpt-oss',
    wireApi: 'chat',
    baseUrl: env.CODEX_OSS_BASE_URL?.trim() || `http://localhost:${env.CODEX_OSS_PORT?.trim() || 11434}/v1`,
    requiresOpenaiAuth: false,
  }),
  scripted: (env, config) => ({
    ...NOTHING,
    id: 'scripted',
    name: 'Scripted model',
    wireApi: 'scripted',
    requiresOpenaiAuth: false,
    script: env.TURNWIRE_SCRIPT || config.turnwire?.script,
  }),
};

/** `keys` is where the id was read. Throws `ConfigError` when there is no such provider. */
export function findProvider(
  id: string,
  config: Config,
  env: NodeJS.ProcessEnv,
  keys: readonly string[],
): ProviderSettings {
  const builtIn = Object.hasOwn(BUILT_IN, id) ? BUILT_IN[id] : undefined;
  if (builtIn) return builtIn(env, config);
  const configured = Object.hasOwn(config.model_providers, id) ? config.model_providers[id] : undefined;
  if (configured) return fromConfig(id, configured);
  throw new ConfigError(`Model provider \`${id}\` not found`, { keys });
}

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
  };
}
