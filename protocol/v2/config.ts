import * as z from 'zod';
import { family, request } from '../declare.js';
import { type Infer, open } from '../schema.js';
import { HOME } from './examples.js';
import { JsonValue } from './json.js';
import { ConfigLayerMetadata, ConfigLayerSource, ConfigWriteResponse } from './models.js';
import { named } from './named.js';
import { ApprovalsReviewer, AskForApproval, ReasoningEffort, ReasoningSummary, SandboxMode } from './policies.js';

export const ConfigReadParams = named('ConfigReadParams', 'Params of `config/read`.', () =>
  z.object({ includeLayers: z.boolean().nullish(), cwd: z.string().nullish() }),
);
export type ConfigReadParams = Infer<typeof ConfigReadParams>;

export const AutoCompactTokenLimitScope = named(
  'AutoCompactTokenLimitScope',
  'What the limit of an automatic compaction counts.',
  () => z.enum(['total', 'body_after_prefix']),
);
export type AutoCompactTokenLimitScope = Infer<typeof AutoCompactTokenLimitScope>;

export const SandboxWorkspaceWrite = named(
  'SandboxWorkspaceWrite',
  'Settings of the sandbox policy `workspace-write`.',
  () =>
    z.object({
      writable_roots: z.array(z.string()),
      network_access: z.boolean(),
      exclude_tmpdir_env_var: z.boolean(),
      exclude_slash_tmp: z.boolean(),
    }),
);
export type SandboxWorkspaceWrite = Infer<typeof SandboxWorkspaceWrite>;

export const ForcedChatgptWorkspaceIds = named('ForcedChatgptWorkspaceIds', 'The workspaces that may be used.', () =>
  z.union([z.string(), z.array(z.string())]),
);
export type ForcedChatgptWorkspaceIds = Infer<typeof ForcedChatgptWorkspaceIds>;

export const ForcedLoginMethod = named('ForcedLoginMethod', 'The one way to sign in that is allowed.', () =>
  z.enum(['chatgpt', 'api']),
);
export type ForcedLoginMethod = Infer<typeof ForcedLoginMethod>;

export const WebSearchMode = named('WebSearchMode', 'Whether and how the model may search the web.', () =>
  z.enum(['disabled', 'cached', 'indexed', 'live']),
);
export type WebSearchMode = Infer<typeof WebSearchMode>;

export const WebSearchProvider = named('WebSearchProvider', 'Who searches the web.', () =>
  z.enum(['standalone', 'search_mcp']),
);
export type WebSearchProvider = Infer<typeof WebSearchProvider>;

export const WebSearchContextSize = named('WebSearchContextSize', 'How much a search gives to the model.', () =>
  z.enum(['low', 'medium', 'high']),
);
export type WebSearchContextSize = Infer<typeof WebSearchContextSize>;

export const WebSearchLocation = named(
  'WebSearchLocation',
  'The place that a search uses as the place of the user.',
  () =>
    z.object({
      country: z.string().nullable(),
      region: z.string().nullable(),
      city: z.string().nullable(),
      timezone: z.string().nullable(),
    }),
);
export type WebSearchLocation = Infer<typeof WebSearchLocation>;

export const WebSearchToolConfig = named('WebSearchToolConfig', 'Settings of the web search.', () =>
  z.object({
    context_size: WebSearchContextSize().nullable(),
    allowed_domains: z.array(z.string()).nullable(),
    location: WebSearchLocation().nullable(),
  }),
);
export type WebSearchToolConfig = Infer<typeof WebSearchToolConfig>;

export const ToolsV2 = named('ToolsV2', 'Settings of tools.', () =>
  z.object({ web_search: WebSearchToolConfig().nullable() }),
);
export type ToolsV2 = Infer<typeof ToolsV2>;

export const Verbosity = named('Verbosity', 'How much the model says.', () => z.enum(['low', 'medium', 'high']));
export type Verbosity = Infer<typeof Verbosity>;

export const Config = named(
  'Config',
  'The configuration that counts, with the names of `config.toml`. Keys that are not listed are passed on.',
  () =>
    open({
      model: z.string().nullable(),
      review_model: z.string().nullable(),
      model_context_window: z.int().nullable(),
      model_auto_compact_token_limit: z.int().nullable(),
      model_auto_compact_token_limit_scope: AutoCompactTokenLimitScope().nullable(),
      model_provider: z.string().nullable(),
      approval_policy: AskForApproval().nullable(),
      approvals_reviewer: ApprovalsReviewer().nullable(),
      sandbox_mode: SandboxMode().nullable(),
      sandbox_workspace_write: SandboxWorkspaceWrite().nullable(),
      forced_chatgpt_workspace_id: ForcedChatgptWorkspaceIds().nullable(),
      forced_login_method: ForcedLoginMethod().nullable(),
      web_search: WebSearchMode().nullable(),
      client_search_provider: WebSearchProvider().nullable(),
      tools: ToolsV2().nullable(),
      instructions: z.string().nullable(),
      developer_instructions: z.string().nullable(),
      compact_prompt: z.string().nullable(),
      model_reasoning_effort: ReasoningEffort().nullable(),
      model_reasoning_summary: ReasoningSummary().nullable(),
      model_verbosity: Verbosity().nullable(),
      service_tier: z.string().nullable(),
      analytics: JsonValue().nullable(),
      apps: JsonValue().nullable(),
      browser_use: JsonValue().nullable(),
      computer_use: JsonValue().nullable(),
      desktop: z.record(z.string(), JsonValue()).nullable(),
    }),
);
export type Config = Infer<typeof Config>;

export const ConfigLayer = named('ConfigLayer', 'One layer of the configuration.', () =>
  z.object({
    name: ConfigLayerSource(),
    version: z.string(),
    config: JsonValue(),
    disabledReason: z.string().nullable(),
  }),
);
export type ConfigLayer = Infer<typeof ConfigLayer>;

export const ConfigReadResponse = named('ConfigReadResponse', 'Result of `config/read`.', () =>
  z.object({
    config: Config(),
    origins: z.record(z.string(), ConfigLayerMetadata()),
    layers: z.array(ConfigLayer()).nullable(),
  }),
);
export type ConfigReadResponse = Infer<typeof ConfigReadResponse>;

export const MergeStrategy = named(
  'MergeStrategy',
  '`replace` sets a value; `upsert` adds the keys of a table to those there.',
  () => z.enum(['replace', 'upsert']),
);
export type MergeStrategy = Infer<typeof MergeStrategy>;

export const ConfigValueWriteParams = named('ConfigValueWriteParams', 'Params of `config/value/write`.', () =>
  z.object({
    keyPath: z.string(),
    value: JsonValue(),
    mergeStrategy: MergeStrategy(),
    filePath: z.string().nullish(),
    expectedVersion: z.string().nullish(),
  }),
);
export type ConfigValueWriteParams = Infer<typeof ConfigValueWriteParams>;

export const ConfigEdit = named('ConfigEdit', 'A value to write; null removes the key.', () =>
  z.object({ keyPath: z.string(), value: JsonValue(), mergeStrategy: MergeStrategy() }),
);
export type ConfigEdit = Infer<typeof ConfigEdit>;

export const ConfigBatchWriteParams = named('ConfigBatchWriteParams', 'Params of `config/batchWrite`.', () =>
  z.object({
    edits: z.array(ConfigEdit()),
    filePath: z.string().nullish(),
    expectedVersion: z.string().nullish(),
    reloadUserConfig: z.boolean().nullish(),
  }),
);
export type ConfigBatchWriteParams = Infer<typeof ConfigBatchWriteParams>;

export const ConfigRequirementsReadResponse = named(
  'ConfigRequirementsReadResponse',
  'Result of `configRequirements/read`.',
  () => z.object({ supportsIndependentSpeedModes: z.boolean().nullable(), requirements: JsonValue().nullable() }),
);
export type ConfigRequirementsReadResponse = Infer<typeof ConfigRequirementsReadResponse>;

export const PermissionProfileListParams = named(
  'PermissionProfileListParams',
  'Params of `permissionProfile/list`.',
  () => z.object({ cursor: z.string().nullish(), limit: z.int().nullish(), cwd: z.string().nullish() }),
);
export type PermissionProfileListParams = Infer<typeof PermissionProfileListParams>;

export const PermissionProfileSummary = named(
  'PermissionProfileSummary',
  'A permission profile that a thread may run under.',
  () => z.object({ id: z.string(), description: z.string().nullable(), allowed: z.boolean() }),
);
export type PermissionProfileSummary = Infer<typeof PermissionProfileSummary>;

export const PermissionProfileListResponse = named(
  'PermissionProfileListResponse',
  'Result of `permissionProfile/list`.',
  () => z.object({ data: z.array(PermissionProfileSummary()), nextCursor: z.string().nullable() }),
);
export type PermissionProfileListResponse = Infer<typeof PermissionProfileListResponse>;

export const ExperimentalFeatureListParams = named(
  'ExperimentalFeatureListParams',
  'Params of `experimentalFeature/list`.',
  () => z.object({ cursor: z.string().nullish(), limit: z.int().nullish(), threadId: z.string().nullish() }),
);
export type ExperimentalFeatureListParams = Infer<typeof ExperimentalFeatureListParams>;

export const ExperimentalFeatureStage = named('ExperimentalFeatureStage', 'How finished a feature is.', () =>
  z.enum(['beta', 'underDevelopment', 'stable', 'deprecated', 'removed']),
);
export type ExperimentalFeatureStage = Infer<typeof ExperimentalFeatureStage>;

export const ExperimentalFeature = named('ExperimentalFeature', 'A feature that can be switched on and off.', () =>
  z.object({
    name: z.string(),
    stage: ExperimentalFeatureStage(),
    displayName: z.string().nullable(),
    description: z.string().nullable(),
    announcement: z.string().nullable(),
    enabled: z.boolean(),
    defaultEnabled: z.boolean(),
  }),
);
export type ExperimentalFeature = Infer<typeof ExperimentalFeature>;

export const ExperimentalFeatureListResponse = named(
  'ExperimentalFeatureListResponse',
  'Result of `experimentalFeature/list`.',
  () => z.object({ data: z.array(ExperimentalFeature()), nextCursor: z.string().nullable() }),
);
export type ExperimentalFeatureListResponse = Infer<typeof ExperimentalFeatureListResponse>;

export const ExperimentalFeatureEnablementSetParams = named(
  'ExperimentalFeatureEnablementSetParams',
  'Params of `experimentalFeature/enablement/set`.',
  () => z.object({ enablement: z.record(z.string(), z.boolean()) }),
);
export type ExperimentalFeatureEnablementSetParams = Infer<typeof ExperimentalFeatureEnablementSetParams>;

export const ExperimentalFeatureEnablementSetResponse = named(
  'ExperimentalFeatureEnablementSetResponse',
  'Result of `experimentalFeature/enablement/set`.',
  () => z.object({ enablement: z.record(z.string(), z.boolean()) }),
);
export type ExperimentalFeatureEnablementSetResponse = Infer<typeof ExperimentalFeatureEnablementSetResponse>;

export const config = family({
  'config/read': request({
    doc: 'Reads the configuration that counts, where each value comes from, and the layers on request.',
    stability: 'stable',
    params: ConfigReadParams,
    result: ConfigReadResponse,
    errors: ['config_invalid', 'config_unreadable'],

    example: {
      params: { includeLayers: true },
      result: {
        config: {
          model: 'gpt-5.5',
          review_model: null,
          model_context_window: null,
          model_auto_compact_token_limit: null,
          model_auto_compact_token_limit_scope: null,
          model_provider: null,
          approval_policy: null,
          approvals_reviewer: null,
          sandbox_mode: null,
          sandbox_workspace_write: null,
          forced_chatgpt_workspace_id: null,
          forced_login_method: null,
          web_search: null,
          client_search_provider: null,
          tools: null,
          instructions: null,
          developer_instructions: null,
          compact_prompt: null,
          model_reasoning_effort: null,
          model_reasoning_summary: null,
          model_verbosity: null,
          service_tier: null,
          analytics: null,
          apps: null,
          browser_use: null,
          computer_use: null,
          desktop: null,
        },
        origins: {},
        layers: null,
      },
    },
  }),
  'config/value/write': request({
    doc: "Writes one value into the user's configuration. The rest of the file stays as it is.",
    stability: 'stable',
    params: ConfigValueWriteParams,
    result: ConfigWriteResponse,
    errors: ['config_invalid', 'config_unreadable', 'config_conflict', 'config_read_only', 'io_error'],

    example: {
      params: { keyPath: 'model', value: 'gpt-5.5', mergeStrategy: 'replace' },
      result: { status: 'ok', version: 'sha256:2c26b46b', filePath: `${HOME}/config.toml`, overriddenMetadata: null },
    },
  }),
  'config/batchWrite': request({
    doc: "Writes several values into the user's configuration, all or none.",
    stability: 'stable',
    params: ConfigBatchWriteParams,
    result: ConfigWriteResponse,
    errors: ['config_invalid', 'config_unreadable', 'config_conflict', 'config_read_only', 'io_error'],

    example: {
      params: {
        edits: [{ keyPath: 'model', value: 'gpt-5.5', mergeStrategy: 'replace' }],
        expectedVersion: 'sha256:fcde2b2e',
      },
      result: { status: 'ok', version: 'sha256:2c26b46b', filePath: `${HOME}/config.toml`, overriddenMetadata: null },
    },
  }),
  'configRequirements/read': request({
    doc: 'Reads what an administrator requires of the configuration.',
    stability: 'stable',
    params: null,
    result: ConfigRequirementsReadResponse,
    errors: [],

    example: { result: { supportsIndependentSpeedModes: null, requirements: null } },
  }),
  'permissionProfile/list': request({
    doc: 'Lists the permission profiles that a thread may run under.',
    stability: 'stable',
    params: PermissionProfileListParams,
    result: PermissionProfileListResponse,
    errors: ['config_invalid'],

    example: { params: {}, result: { data: [{ id: 'id', description: null, allowed: false }], nextCursor: null } },
  }),
  'experimentalFeature/list': request({
    doc: 'Lists the features that can be switched on and off.',
    stability: 'stable',
    params: ExperimentalFeatureListParams,
    result: ExperimentalFeatureListResponse,
    errors: ['config_unreadable', 'config_invalid'],

    example: {
      params: {},
      result: {
        data: [
          {
            name: 'tools',
            stage: 'beta',
            displayName: null,
            description: null,
            announcement: null,
            enabled: false,
            defaultEnabled: false,
          },
        ],
        nextCursor: null,
      },
    },
  }),
  'experimentalFeature/enablement/set': request({
    doc: 'Switches features on and off until the server ends. Unknown names are ignored.',
    stability: 'stable',
    params: ExperimentalFeatureEnablementSetParams,
    result: ExperimentalFeatureEnablementSetResponse,
    errors: [],

    example: { params: { enablement: { goals: true } }, result: { enablement: { goals: true } } },
  }),
});
