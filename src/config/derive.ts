import { isAbsolute, resolve } from 'node:path';
import type {
  ConversationSettings,
  EnvironmentPolicy,
  ProviderSettings,
  SettingsOverrides,
} from '../core/ports/index.js';
import { type SandboxPolicy, serviceTierNamed, withWorkspaceRoots } from '../domain/policies.js';
import { readRegularFileSync, realPathOfOpen } from '../os/open-regular-file.js';
import { isWithin } from '../os/real-path.js';
import { type CheckedConfig, isServerInUse, refuseFaults } from './checked.js';
import { ConfigError } from './config-error.js';
import { mcpSettings } from './mcp-servers.js';
import { builtInMode, checkNames, grantedPermissions } from './permissions.js';
import { defaultModel, findProvider } from './providers.js';
import { type Config, checkProfile, type ProfileConfig } from './schema.js';
import { isTable } from './toml.js';
import { projectOf } from './trust.js';

const DEFAULT_PROVIDER = 'openai';
const MAX_INSTRUCTIONS_BYTES = 1024 * 1024;

/** As in the reference. */
const UNLOAD_AFTER_SECONDS = 30 * 60;

export interface DeriveContext {
  readonly env: NodeJS.ProcessEnv;
  /** The server's working directory: relative paths of clients start here. */
  readonly cwd: string;
  /** Whether the model may see an open file. */
  readonly mayRead: (fd: number, path: string) => boolean;
}

/** The settings that count: the file, over it the profile, over both the params of the request (C18). */
export function deriveSettings(
  { config, faults }: CheckedConfig,
  request: SettingsOverrides,
  context: DeriveContext,
): ConversationSettings {
  refuseFaults(faults);
  const { name, profile } = activeProfile(config, request.profile ?? undefined);
  const cwd = resolve(context.cwd, request.cwd ?? '.');
  const provider = providerInForce(config, context, name, profile);
  const model = request.model ?? profile.model ?? config.model ?? defaultModel(provider, request.protocol);
  return {
    requested: request,
    model,
    provider,
    cwd,
    approvalPolicy: request.approvalPolicy ?? profile.approval_policy ?? config.approval_policy ?? 'on-request',
    ...permissionsInForce(config, profile, request, cwd, context),
    effort: profile.model_reasoning_effort ?? config.model_reasoning_effort,
    summary: profile.model_reasoning_summary ?? config.model_reasoning_summary ?? 'auto',
    serviceTier: serviceTierNamed(request.serviceTier ?? profile.service_tier ?? config.service_tier),
    verbosity: profile.model_verbosity ?? config.model_verbosity,
    contextWindow: config.model_context_window,
    autoCompactLimit: config.model_auto_compact_token_limit,
    whenNobodyIsThere: config.turnwire?.when_nobody_is_there,
    unloadAfterSeconds: config.turnwire?.unload_after_seconds ?? UNLOAD_AFTER_SECONDS,
    forceReasoningOf: config.model_supports_reasoning_summaries ? model : undefined,
    baseInstructions: request.baseInstructions ?? instructionsFile(config, cwd, context, name, profile),
    developerInstructions: request.developerInstructions ?? undefined,
    environment: environmentPolicy(config, faults),
    mcp: {
      ...mcpSettings(
        config.mcp_servers,
        config.turnwire?.mcp_turn_wait_ms,
        context,
        cwd,
        projectOf(cwd, config.projects),
      ),
      unusable: faults.filter(isServerInUse).map(({ keys: [, name = ''], error }) => ({ name, reason: error.message })),
    },
    projectDocs: {
      maxBytes: config.project_doc_max_bytes,
      fallbackNames: config.project_doc_fallback_filenames.map((name) => name.trim()).filter((name) => name !== ''),
    },
    commandTool: request.protocol === 'v2' ? 'exec' : 'shell',
    dynamicTools: request.dynamicTools ?? [],
    goals: request.protocol === 'v2' && !lacksFeature(config, 'goals'),
    userInputInDefaultMode: hasFeature(config, 'default_mode_request_user_input'),
    requestPermissionsTool: hasFeature(config, 'request_permissions_tool'),
    commandPermissions: hasFeature(config, 'exec_permission_approvals'),
    includePlanTool: request.includePlanTool ?? false,
    includeApplyPatchTool: request.includeApplyPatchTool ?? false,
    webSearchTool: webSearch(profile) ?? webSearch(config) ?? false,
    viewImageTool: profile.tools?.view_image ?? config.tools?.view_image ?? true,
    notify: config.notify,
    showRawReasoning: config.show_raw_agent_reasoning ?? false,
  };
}

/** The provider in force without looking at anything else. */
export function deriveProvider(config: Config, context: DeriveContext): ProviderSettings {
  const { name, profile } = activeProfile(config, undefined);
  return providerInForce(config, context, name, profile);
}

function providerInForce(config: Config, { env }: DeriveContext, name: string | undefined, profile: ProfileConfig) {
  const keys = keysOf('model_provider', name, profile);
  return findProvider(profile.model_provider ?? config.model_provider ?? DEFAULT_PROVIDER, config, env, keys);
}

function activeProfile(config: Config, requested: string | undefined): { name?: string; profile: ProfileConfig } {
  const name = requested ?? config.profile;
  if (name === undefined) return { profile: {} };
  if (!Object.hasOwn(config.profiles, name))
    throw new ConfigError(`config profile \`${name}\` not found`, { keys: ['profile'] });
  return { name, profile: checkProfile(config.profiles[name], name) };
}

/** Where a setting comes from that a profile may have as well. */
function keysOf(key: keyof ProfileConfig & string, name: string | undefined, profile: ProfileConfig): string[] {
  return name !== undefined && profile[key] !== undefined ? ['profiles', name, key] : [key];
}

const hasFeature = ({ features }: Config, name: string): boolean => isTable(features) && features[name] === true;

/** A feature that is on unless the configuration switches it off. */
const lacksFeature = ({ features }: Config, name: string): boolean => isTable(features) && features[name] === false;

const webSearch = ({ tools }: ProfileConfig): boolean | undefined => tools?.web_search ?? tools?.web_search_request;

/** A profile of permissions counts before the sandbox mode of the configuration, and a sandbox of the request before both. */
function permissionsInForce(
  config: Config,
  { sandbox_mode }: ProfileConfig,
  request: SettingsOverrides,
  cwd: string,
  { env }: DeriveContext,
): Pick<ConversationSettings, 'sandboxPolicy' | 'permissionProfile' | 'permissionNotes' | 'workspaceRoots'> {
  checkNames(config.permissions);
  const workspaceRoots = request.workspaceRoots?.map((root) => resolve(cwd, root));
  const id = request.permissions ?? (request.sandbox == null ? config.default_permissions : undefined);
  const inFile = sandbox_mode ?? config.sandbox_mode ?? 'read-only';
  const mode = id === undefined ? (request.sandbox ?? inFile) : builtInMode(id);
  if (mode !== undefined) {
    const policy = withWorkspaceRoots(sandboxPolicy(mode, config), cwd, workspaceRoots);
    const permissionProfile = id === undefined ? undefined : { id, extends: null };
    return { sandboxPolicy: policy, permissionProfile, permissionNotes: [], workspaceRoots };
  }
  const roots = workspaceRoots ?? [cwd];
  const { policy, profile, notes } = grantedPermissions(id as string, config.permissions, { cwd, roots, env });
  return { sandboxPolicy: policy, permissionProfile: profile, permissionNotes: notes, workspaceRoots };
}

function sandboxPolicy(mode: SandboxPolicy['mode'], config: Config): SandboxPolicy {
  if (mode !== 'workspace-write') return { mode };
  const settings = config.sandbox_workspace_write;
  return {
    mode,
    ...(settings && settings.writable_roots.length > 0 ? { writable_roots: settings.writable_roots } : {}),
    network_access: settings?.network_access ?? false,
    exclude_tmpdir_env_var: settings?.exclude_tmpdir_env_var ?? false,
    exclude_slash_tmp: settings?.exclude_slash_tmp ?? false,
  };
}

function environmentPolicy(config: Config, faults: CheckedConfig['faults']): EnvironmentPolicy {
  const { shell_environment_policy: policy } = config;
  const keepsSecrets = policy?.ignore_default_excludes ?? false;
  return {
    inherit: policy?.inherit ?? 'all',
    ignoreDefaultExcludes: keepsSecrets,
    exclude: [...(policy?.exclude ?? []), ...(keepsSecrets ? [] : variablesWithKeys(config, faults))],
    set: policy?.set ?? {},
    includeOnly: policy?.include_only ?? [],
    useProfile: policy?.experimental_use_profile ?? false,
  };
}

const HEADER_WITH_KEY = /auth|key|token|secret|cookie/i;

/** The variables that hold the keys of providers and of MCP servers, under any name. */
function variablesWithKeys({ model_providers, mcp_servers }: Config, faults: CheckedConfig['faults']): string[] {
  // Also those of an entry that could not be used.
  const unusable = faults.flatMap(({ value }) => [
    value,
    ...(typeof value === 'object' ? Object.values(value ?? {}) : []),
  ]);
  const entries = [...Object.values(model_providers), ...Object.values(mcp_servers), ...unusable].filter(isTable);
  const keys = entries.flatMap(({ env_key, bearer_token_env_var }) => [env_key, bearer_token_env_var]);
  const headers = entries.flatMap(({ env_http_headers: names }) => (isTable(names) ? Object.entries(names) : []));
  return [...keys, ...headers.flatMap(([header, name]) => (HEADER_WITH_KEY.test(header) ? [name] : []))].filter(
    (name) => typeof name === 'string',
  );
}

function instructionsFile(
  config: Config,
  cwd: string,
  { mayRead }: DeriveContext,
  name: string | undefined,
  profile: ProfileConfig,
): string | undefined {
  const keys = keysOf('experimental_instructions_file', name, profile);
  const named = profile.experimental_instructions_file ?? config.experimental_instructions_file;
  if (named === undefined) return undefined;
  const path = resolve(cwd, named);
  const project = projectOf(cwd).folder;
  // The project can replace its files, for example by a link (C281).
  const isProjectFile = !isAbsolute(named) || isWithin(path, project) || isWithin(path, cwd);
  let text: string;
  try {
    const allow = (fd: number): void => {
      if (!mayRead(fd, path)) throw new Error('it leads to a file that holds secrets');
      if (isProjectFile && !isInside(fd, path, project)) throw new Error('it leads out of the project');
    };
    text = readRegularFileSync(path, { maxBytes: MAX_INSTRUCTIONS_BYTES, allow }).toString('utf8').trim();
  } catch (e) {
    throw new ConfigError(`failed to read experimental instructions file ${path}: ${(e as Error).message}`, { keys });
  }
  if (text === '') throw new ConfigError(`experimental instructions file is empty: ${path}`, { keys });
  return text;
}

function isInside(fd: number, path: string, folder: string): boolean {
  const real = realPathOfOpen(fd, path);
  return real !== undefined && isWithin(real, folder);
}
