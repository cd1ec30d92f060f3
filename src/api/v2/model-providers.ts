import { AppError } from '../../../protocol/errors.js';
import type { CustomGatewaySettingsParams, ModelProviderSummary, models } from '../../../protocol/v2/models.js';
import type { ConfigEdit, Settings } from '../../core/ports/index.js';
import { isJsonObject } from '../../domain/json.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { written } from './config.js';

export const modelProviderHandlers = {
  'modelProvider/list'({ settings }) {
    const { layers } = settings.describe();
    const isFlag = layers.some(({ source, config }) => source.type === 'sessionFlags' && 'model_provider' in config);
    return {
      data: providersOf(settings),
      defaultProviderId: settings.derive({}).provider.id,
      canChangeDefault: !isFlag,
    };
  },

  async 'modelProvider/default/set'({ settings }, { providerId }) {
    if (!providersOf(settings).some(({ id }) => id === providerId) && !isBuiltIn(settings, providerId))
      throw refused(`Model provider \`${providerId}\` is not configured.`, ['model_provider']);
    return written(await settings.write([edit(['model_provider'], providerId)], {}));
  },

  async 'modelProvider/config/write'({ settings }, { settings: given }) {
    if (given.type !== 'customGateway')
      throw refused(`Model providers of the kind \`${given.type}\` are not supported.`, ['model_providers']);
    const known = providersOf(settings).find(({ id }) => id === given.providerId);
    const id = known?.id ?? newId(settings, given);
    check(given, known === undefined);
    if (known?.canEdit === false)
      throw refused('A custom provider or gateway cannot use a built-in provider ID.', ['model_providers', id]);
    await settings.write(editsFor(id, given, known === undefined), {});
    return { provider: providersOf(settings).find((provider) => provider.id === id) as ModelProviderSummary };
  },
} satisfies Handlers<Pick<typeof models, ModelProviderMethod>, Api>;

type ModelProviderMethod = 'modelProvider/list' | 'modelProvider/default/set' | 'modelProvider/config/write';

/** Those of the configuration by their ids, and the one that needs none. */
function providersOf(settings: Settings): ModelProviderSummary[] {
  const { model_providers: tables } = settings.describe().config;
  const configured = Object.entries(isJsonObject(tables) ? tables : {})
    .filter(([id]) => id !== OPENAI.id)
    .flatMap(([id, table]) => (isJsonObject(table) ? [summaryOf(id, table)] : []));
  return [...configured.sort((a, b) => (a.id < b.id ? -1 : 1)), OPENAI];
}

const OPENAI: ModelProviderSummary = {
  id: 'openai',
  name: 'OpenAI',
  canEdit: false,
  baseUrl: null,
  settings: { type: 'openai' },
};

function summaryOf(id: string, table: Record<string, unknown>): ModelProviderSummary {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const envKey = text(table.env_key);
  const auth = envKey === null ? { mode: 'none' as const } : { mode: 'environmentVariable' as const, envKey };
  const isSignedIn = table.requires_openai_auth === true;
  return {
    id,
    name: text(table.name) ?? id,
    canEdit: true,
    baseUrl: text(table.base_url),
    settings: { type: 'customGateway', auth: isSignedIn ? { mode: 'externallyConfigured', envKey } : auth },
  };
}

/** Some ids need no table. */
function isBuiltIn(settings: Settings, id: string): boolean {
  try {
    return settings.derive({ config: { model_provider: id } }).provider.id === id;
  } catch {
    return false;
  }
}

function check({ name, baseUrl, envKey }: CustomGatewaySettingsParams, isNew: boolean): void {
  const refuse = (message: string, key: string): never => {
    throw refused(message, ['model_providers', key]);
  };
  if (isNew ? !name?.trim() : name?.trim() === '') refuse('Enter a provider name.', 'name');
  if (isNew && !baseUrl) refuse('A base URL is required to create a custom provider.', 'base_url');
  if (baseUrl != null && !isPlainUrl(baseUrl))
    refuse('Enter an HTTP(S) base URL without credentials, a query, or a fragment.', 'base_url');
  if (envKey != null && !/^[A-Za-z_]\w*$/.test(envKey)) refuse('Invalid API key environment variable name.', 'env_key');
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}

/** An id that is made from the name and differs from all other ids. */
function newId(settings: Settings, { providerId, name }: CustomGatewaySettingsParams): string {
  if (providerId != null) throw refused('Unknown provider ID.', ['model_providers', providerId]);
  const words = (name ?? '').toLowerCase().match(/[a-z0-9]+/g) ?? ['provider'];
  const base = words.join('-');
  const taken = new Set(providersOf(settings).map(({ id }) => id));
  let id = base;
  for (let n = 2; taken.has(id) || isBuiltIn(settings, id); n++) id = `${base}-${n}`;
  return id;
}

function editsFor(id: string, given: CustomGatewaySettingsParams, isNew: boolean): ConfigEdit[] {
  const { name, baseUrl, envKey } = given;
  const members = {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
    ...(envKey === undefined || (isNew && envKey === null) ? {} : { env_key: envKey }),
    ...(isNew ? { wire_api: 'responses' } : {}),
  };
  return Object.entries(members).map(([key, value]) => edit(['model_providers', id, key], value));
}

const edit = (path: readonly string[], value: unknown): ConfigEdit => ({
  keyPath: path.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join('.'),
  value,
  merge: 'replace',
});

const refused = (message: string, keys: readonly string[]): AppError =>
  new AppError('config_invalid', message, {
    reason: message,
    key: keys.join('.'),
    config_write_error_code: 'configValidationError',
  });
