import { Config, type config, type ConfigLayer as WireLayer } from '../../../protocol/v2/config.js';
import type { JsonValue } from '../../../protocol/v2/json.js';
import type { ConfigLayerMetadata, ConfigWriteResponse } from '../../../protocol/v2/models.js';
import type { ConfigLayer, ConfigWriteOptions, ConfigWritten, JsonTable } from '../../core/ports/index.js';
import { isJsonObject } from '../../domain/json.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { reportFindings } from './api.js';
import { pageOf } from './pages.js';

/** The profiles of permissions that need no table in the configuration. */
const BUILT_IN_PROFILES = [':read-only', ':workspace', ':danger-full-access'];

export const configHandlers = {
  'config/read'(api, { includeLayers }, call) {
    const { config, origins, layers } = api.settings.describe();
    call.afterReply(() => reportFindings(api));
    return {
      config: wireConfig(config),
      origins: Object.fromEntries(origins.map(([key, layer]) => [key, metadata(layer)])),
      layers: includeLayers ? layers.map(wireLayer) : null,
    };
  },

  async 'config/value/write'(api, { keyPath, value, mergeStrategy: merge, ...options }) {
    return written(await api.settings.write([{ keyPath, value, merge }], writeOptions(options)));
  },

  /** A write takes effect for everything that begins later, so `reloadUserConfig` changes nothing. */
  async 'config/batchWrite'(api, { edits, ...options }) {
    const all = edits.map(({ keyPath, value, mergeStrategy: merge }) => ({ keyPath, value, merge }));
    return written(await api.settings.write(all, writeOptions(options)));
  },

  'permissionProfile/list'({ settings }, params) {
    const builtIn = BUILT_IN_PROFILES.map((id) => ({ id, description: null, allowed: true }));
    return pageOf([...builtIn, ...settings.permissionProfiles()], params, 'permission profiles');
  },

  /** Requirements of administrators are not read. */
  'configRequirements/read': () => ({ supportsIndependentSpeedModes: false, requirements: null }),
} satisfies Handlers<
  Pick<
    typeof config,
    'config/read' | 'config/value/write' | 'config/batchWrite' | 'permissionProfile/list' | 'configRequirements/read'
  >,
  Api
>;

interface WriteParams {
  readonly filePath?: string | null | undefined;
  readonly expectedVersion?: string | null | undefined;
}

const writeOptions = ({ filePath, expectedVersion }: WriteParams): ConfigWriteOptions => ({
  file: filePath ?? undefined,
  expectedVersion: expectedVersion ?? undefined,
});

export function written({ file, version, overridden }: ConfigWritten): ConfigWriteResponse {
  return {
    status: overridden ? 'okOverridden' : 'ok',
    version,
    filePath: file,
    overriddenMetadata: overridden
      ? {
          message: 'Overridden by session flags',
          overridingLayer: metadata(overridden.layer),
          effectiveValue: (overridden.value ?? null) as JsonValue,
        }
      : null,
  };
}

const wireLayer = (layer: ConfigLayer): WireLayer => ({
  ...metadata(layer),
  config: layer.config as JsonValue,
  disabledReason: layer.disabledReason,
});

function metadata({ source, version }: ConfigLayer): ConfigLayerMetadata {
  return { name: source.type === 'user' ? { ...source, profile: null } : source, version };
}

/** Every known key; a value that its type does not allow counts as not set. Its layer shows it as it is. */
function wireConfig(config: JsonTable): Config {
  const { tools, sandbox_workspace_write: workspace } = config;
  const complete: JsonTable = {
    ...config,
    tools: isJsonObject(tools) ? { web_search: webSearch(tools.web_search) } : null,
    sandbox_workspace_write: isJsonObject(workspace) ? { ...WORKSPACE_DEFAULTS, ...workspace } : null,
  };
  const known = Object.entries(Config().shape).map(([key, schema]) => {
    const value = Object.hasOwn(complete, key) ? complete[key] : null;
    return [key, schema.safeParse(value, { jitless: true }).data ?? null];
  });
  return { ...complete, ...Object.fromEntries(known) };
}

const webSearch = (settings: unknown): object | null =>
  isJsonObject(settings) ? { context_size: null, allowed_domains: null, location: null, ...settings } : null;

const WORKSPACE_DEFAULTS = {
  writable_roots: [],
  network_access: false,
  exclude_tmpdir_env_var: false,
  exclude_slash_tmp: false,
};
