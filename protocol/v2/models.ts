import * as z from 'zod';
import { family, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { HOME } from './examples.js';
import { AbsolutePathBuf, JsonValue } from './json.js';
import { named } from './named.js';
import { ModeKind, ReasoningEffort } from './policies.js';
import { CyberAccessProgram } from './turns.js';

export const ModelListParams = named('ModelListParams', 'Params of `model/list`.', () =>
  z.object({
    modelProvider: z.string().nullish(),
    cursor: z.string().nullish(),
    limit: z.int().nullish(),
    includeHidden: z.boolean().nullish(),
  }),
);
export type ModelListParams = Infer<typeof ModelListParams>;

export const ModelUpgradeInfo = named('ModelUpgradeInfo', 'A newer model that replaces this one.', () =>
  z.object({
    model: z.string(),
    upgradeCopy: z.string().nullable(),
    modelLink: z.string().nullable(),
    migrationMarkdown: z.string().nullable(),
    retirementAt: z.int().nullable(),
  }),
);
export type ModelUpgradeInfo = Infer<typeof ModelUpgradeInfo>;

export const ModelAvailabilityNux = named('ModelAvailabilityNux', 'A text for the user about a model.', () =>
  z.object({ message: z.string() }),
);
export type ModelAvailabilityNux = Infer<typeof ModelAvailabilityNux>;

export const ReasoningEffortOption = named('ReasoningEffortOption', 'An effort that a model knows.', () =>
  z.object({ reasoningEffort: ReasoningEffort(), description: z.string() }),
);
export type ReasoningEffortOption = Infer<typeof ReasoningEffortOption>;

export const InputModality = named('InputModality', 'A kind of input that a model reads.', () =>
  z.enum(['text', 'image', 'audio']),
);
export type InputModality = Infer<typeof InputModality>;

export const MultiAgentVersion = named('MultiAgentVersion', 'Which agent tools a model knows.', () =>
  z.enum(['disabled', 'v1', 'v2']),
);
export type MultiAgentVersion = Infer<typeof MultiAgentVersion>;

export const ModelServiceTier = named('ModelServiceTier', 'A speed that a model is offered with.', () =>
  z.object({ id: z.string(), name: z.string(), description: z.string() }),
);
export type ModelServiceTier = Infer<typeof ModelServiceTier>;

export const ModelAccessPrograms = named(
  'ModelAccessPrograms',
  'Programs of the model service. Always null here.',
  () => z.object({ cyber: z.array(CyberAccessProgram()) }),
);
export type ModelAccessPrograms = Infer<typeof ModelAccessPrograms>;

export const Model = named('Model', 'A model that a client can choose.', () =>
  z.object({
    id: z.string(),
    model: z.string(),
    upgrade: z.string().nullable(),
    upgradeInfo: ModelUpgradeInfo().nullable(),
    availabilityNux: ModelAvailabilityNux().nullable(),
    displayName: z.string(),
    description: z.string(),
    modelSpecialty: z.string().nullable(),
    hidden: z.boolean(),
    supportedReasoningEfforts: z.array(ReasoningEffortOption()),
    defaultReasoningEffort: ReasoningEffort(),
    inputModalities: z.array(InputModality()),
    supportsPersonality: z.boolean(),
    multiAgentVersion: MultiAgentVersion().nullable(),
    additionalSpeedTiers: z.array(z.string()),
    serviceTiers: z.array(ModelServiceTier()),
    defaultServiceTier: z.string().nullable(),
    availableAccessPrograms: ModelAccessPrograms().nullable(),
    isDefault: z.boolean(),
  }),
);
export type Model = Infer<typeof Model>;

export const ModelListResponse = named('ModelListResponse', 'Result of `model/list`.', () =>
  z.object({ data: z.array(Model()), nextCursor: z.string().nullable() }),
);
export type ModelListResponse = Infer<typeof ModelListResponse>;

export const CollaborationModeListParams = named(
  'CollaborationModeListParams',
  'Params of `collaborationMode/list`.',
  () => z.object({}),
);
export type CollaborationModeListParams = Infer<typeof CollaborationModeListParams>;

export const CollaborationModeMask = named(
  'CollaborationModeMask',
  'A collaboration mode that a client can choose.',
  () =>
    z.object({
      name: z.string(),
      mode: ModeKind().nullable(),
      model: z.string().nullable(),
      reasoning_effort: ReasoningEffort().nullable(),
    }),
);
export type CollaborationModeMask = Infer<typeof CollaborationModeMask>;

export const CollaborationModeListResponse = named(
  'CollaborationModeListResponse',
  'Result of `collaborationMode/list`.',
  () => z.object({ data: z.array(CollaborationModeMask()) }),
);
export type CollaborationModeListResponse = Infer<typeof CollaborationModeListResponse>;

export const ModelProviderListParams = named('ModelProviderListParams', 'Params of `modelProvider/list`.', () =>
  z.object({}),
);
export type ModelProviderListParams = Infer<typeof ModelProviderListParams>;

export const GatewayAuth = named('GatewayAuth', 'How a model provider is signed in to.', () =>
  z.discriminatedUnion('mode', [
    z.object({ mode: z.literal('none') }),
    z.object({ mode: z.literal('environmentVariable'), envKey: z.string() }),
    z.object({ mode: z.literal('externallyConfigured'), envKey: z.string().nullable() }),
  ]),
);
export type GatewayAuth = Infer<typeof GatewayAuth>;

export const ProviderSettings = named('ProviderSettings', 'What kind of service a model provider is.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('openai') }),
    z.object({ type: z.literal('customGateway'), auth: GatewayAuth() }),
    z.object({ type: z.literal('bedrock'), profile: z.string().nullable(), region: z.string().nullable() }),
    z.object({
      type: z.literal('gcp'),
      projectId: z.string().nullable(),
      location: z.string().nullable(),
      credentialFile: z.string().nullable(),
    }),
  ]),
);
export type ProviderSettings = Infer<typeof ProviderSettings>;

export const ModelProviderSummary = named('ModelProviderSummary', 'A model provider of the configuration.', () =>
  z.object({
    id: z.string(),
    name: z.string(),
    canEdit: z.boolean(),
    baseUrl: z.string().nullable(),
    settings: ProviderSettings(),
  }),
);
export type ModelProviderSummary = Infer<typeof ModelProviderSummary>;

export const ModelProviderListResponse = named('ModelProviderListResponse', 'Result of `modelProvider/list`.', () =>
  z.object({ data: z.array(ModelProviderSummary()), defaultProviderId: z.string(), canChangeDefault: z.boolean() }),
);
export type ModelProviderListResponse = Infer<typeof ModelProviderListResponse>;

export const ModelProviderDefaultSetParams = named(
  'ModelProviderDefaultSetParams',
  'Params of `modelProvider/default/set`.',
  () => z.object({ providerId: z.string() }),
);
export type ModelProviderDefaultSetParams = Infer<typeof ModelProviderDefaultSetParams>;

export const CustomGatewaySettingsParams = named(
  'CustomGatewaySettingsParams',
  'A model provider at an address. Absent members keep their values, null removes them; without an id, the provider is new.',
  () =>
    z.object({
      providerId: z.string().nullish(),
      name: z.string().optional(),
      baseUrl: z.string().nullish(),
      envKey: z.string().nullish(),
    }),
);
export type CustomGatewaySettingsParams = Infer<typeof CustomGatewaySettingsParams>;

export const ProviderSettingsPatch = named(
  'ProviderSettingsPatch',
  'Changes to a model provider. Only the first kind is offered here.',
  () =>
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('customGateway'), ...CustomGatewaySettingsParams().shape }),
      z.object({
        type: z.literal('bedrock'),
        providerId: z.string(),
        profile: z.string().nullish(),
        region: z.string().nullish(),
      }),
      z.object({
        type: z.literal('gcp'),
        providerId: z.string(),
        projectId: z.string().nullish(),
        location: z.string().nullish(),
        credentialFile: z.string().nullish(),
      }),
    ]),
);
export type ProviderSettingsPatch = Infer<typeof ProviderSettingsPatch>;

export const ModelProviderConfigWriteParams = named(
  'ModelProviderConfigWriteParams',
  'Params of `modelProvider/config/write`.',
  () => z.object({ settings: ProviderSettingsPatch() }),
);
export type ModelProviderConfigWriteParams = Infer<typeof ModelProviderConfigWriteParams>;

export const ModelProviderConfigWriteResponse = named(
  'ModelProviderConfigWriteResponse',
  'Result of `modelProvider/config/write`.',
  () => z.object({ provider: ModelProviderSummary() }),
);
export type ModelProviderConfigWriteResponse = Infer<typeof ModelProviderConfigWriteResponse>;

export const WriteStatus = named(
  'WriteStatus',
  'Whether a written value counts, or is overridden by a stronger layer.',
  () => z.enum(['ok', 'okOverridden']),
);
export type WriteStatus = Infer<typeof WriteStatus>;

export const ConfigLayerSource = named('ConfigLayerSource', 'Where a layer of the configuration comes from.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('packagedDefaults'), file: AbsolutePathBuf() }),
    z.object({ type: z.literal('mdm'), domain: z.string(), key: z.string() }),
    z.object({ type: z.literal('system'), file: AbsolutePathBuf() }),
    z.object({ type: z.literal('enterpriseManaged'), id: z.string(), name: z.string() }),
    z.object({ type: z.literal('user'), file: AbsolutePathBuf(), profile: z.string().nullable() }),
    z.object({ type: z.literal('project'), dotCodexFolder: AbsolutePathBuf() }),
    z.object({ type: z.literal('sessionFlags') }),
    z.object({ type: z.literal('legacyManagedConfigTomlFromFile'), file: AbsolutePathBuf() }),
    z.object({ type: z.literal('legacyManagedConfigTomlFromMdm') }),
  ]),
);
export type ConfigLayerSource = Infer<typeof ConfigLayerSource>;

export const ConfigLayerMetadata = named(
  'ConfigLayerMetadata',
  'A layer of the configuration and the version of its content.',
  () => z.object({ name: ConfigLayerSource(), version: z.string() }),
);
export type ConfigLayerMetadata = Infer<typeof ConfigLayerMetadata>;

export const OverriddenMetadata = named(
  'OverriddenMetadata',
  'The layer that overrides what was written, and the value that counts.',
  () => z.object({ message: z.string(), overridingLayer: ConfigLayerMetadata(), effectiveValue: JsonValue() }),
);
export type OverriddenMetadata = Infer<typeof OverriddenMetadata>;

export const ConfigWriteResponse = named('ConfigWriteResponse', 'Result of `modelProvider/default/set`.', () =>
  z.object({
    status: WriteStatus(),
    version: z.string(),
    filePath: AbsolutePathBuf(),
    overriddenMetadata: OverriddenMetadata().nullable(),
  }),
);
export type ConfigWriteResponse = Infer<typeof ConfigWriteResponse>;

export const ModelProviderCapabilitiesReadParams = named(
  'ModelProviderCapabilitiesReadParams',
  'Params of `modelProvider/capabilities/read`.',
  () => z.object({}),
);
export type ModelProviderCapabilitiesReadParams = Infer<typeof ModelProviderCapabilitiesReadParams>;

export const ModelProviderCapabilitiesReadResponse = named(
  'ModelProviderCapabilitiesReadResponse',
  'Result of `modelProvider/capabilities/read`.',
  () => z.object({ imageGeneration: z.boolean(), webSearch: z.boolean() }),
);
export type ModelProviderCapabilitiesReadResponse = Infer<typeof ModelProviderCapabilitiesReadResponse>;

export const models = family({
  'model/list': request({
    doc: 'Lists the models that can be chosen, a page at a time.',
    stability: 'stable',
    params: ModelListParams,
    result: ModelListResponse,
    errors: ['config_invalid'],

    example: {
      params: { limit: 100 },
      result: {
        data: [
          {
            id: 'gpt-5.5',
            model: 'gpt-5.5',
            upgrade: null,
            upgradeInfo: null,
            availabilityNux: null,
            displayName: 'GPT-5.5',
            description: 'For most work.',
            modelSpecialty: null,
            hidden: false,
            supportedReasoningEfforts: [{ reasoningEffort: 'medium', description: 'Thinks for a while.' }],
            defaultReasoningEffort: 'medium',
            inputModalities: ['text', 'image'],
            supportsPersonality: false,
            multiAgentVersion: null,
            additionalSpeedTiers: [],
            serviceTiers: [],
            defaultServiceTier: null,
            availableAccessPrograms: null,
            isDefault: true,
          },
        ],
        nextCursor: null,
      },
    },
  }),
  'collaborationMode/list': request({
    doc: 'Lists the collaboration modes that can be chosen.',
    stability: 'experimental',
    params: CollaborationModeListParams,
    result: CollaborationModeListResponse,
    errors: [],

    example: {
      params: {},
      result: { data: [{ name: 'Plan', mode: 'plan', model: null, reasoning_effort: 'medium' }] },
    },
  }),
  'modelProvider/list': request({
    doc: 'Lists the model providers of the configuration.',
    stability: 'stable',
    params: ModelProviderListParams,
    result: ModelProviderListResponse,
    errors: ['config_unreadable', 'config_invalid'],

    example: {
      params: {},
      result: {
        data: [{ id: 'id', name: 'tools', canEdit: false, baseUrl: null, settings: { type: 'openai' } }],
        defaultProviderId: 'defaultProviderId',
        canChangeDefault: false,
      },
    },
  }),
  'modelProvider/default/set': request({
    doc: 'Makes a model provider the default one.',
    stability: 'stable',
    params: ModelProviderDefaultSetParams,
    result: ConfigWriteResponse,
    errors: ['config_unreadable', 'config_invalid', 'io_error'],

    example: {
      params: { providerId: 'local' },
      result: { status: 'ok', version: 'sha256:2c26b46b', filePath: `${HOME}/config.toml`, overriddenMetadata: null },
    },
  }),
  'modelProvider/config/write': request({
    doc: 'Adds a model provider to the configuration, or changes one.',
    stability: 'stable',
    params: ModelProviderConfigWriteParams,
    result: ModelProviderConfigWriteResponse,
    errors: ['config_unreadable', 'config_invalid', 'config_conflict', 'io_error'],

    example: {
      params: { settings: { type: 'customGateway', name: 'Local', baseUrl: 'http://localhost:8080/v1' } },
      result: {
        provider: {
          id: 'local',
          name: 'Local',
          canEdit: true,
          baseUrl: 'http://localhost:8080/v1',
          settings: { type: 'customGateway', auth: { mode: 'none' } },
        },
      },
    },
  }),
  'modelProvider/capabilities/read': request({
    doc: 'Says what the model provider offers besides the model.',
    stability: 'stable',
    params: ModelProviderCapabilitiesReadParams,
    result: ModelProviderCapabilitiesReadResponse,
    errors: ['config_invalid'],

    example: { params: {}, result: { imageGeneration: false, webSearch: false } },
  }),
});
