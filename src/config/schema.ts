import * as z from 'zod';
import { type Explained, explain } from '../../protocol/explain.js';
import {
  AskForApproval,
  ReasoningEffort,
  ReasoningSummary,
  SandboxMode,
  Verbosity,
} from '../../protocol/rollout/policies.js';
import { ConfigError } from './config-error.js';
import { McpServer } from './mcp-servers.js';
import { Permissions } from './permissions.js';
import { isTable } from './toml.js';

const retries = z.int().min(0);
/** The longest time of a timer. */
const MAX_SECONDS = 2_000_000;
const texts = z.record(z.string(), z.string());

/** A setting that later versions of the reference write in other ways as well. What this server does not know counts as not set (C291). */
const unlessLater = <T extends z.ZodType>(known: T, isLater: (value: unknown) => boolean) =>
  z.preprocess((value) => (isLater(value) ? undefined : value), known.optional()).optional();

/** One of the given words, or a word of later versions. */
const words = <T extends z.ZodType>(known: T) =>
  unlessLater(known, (value) => typeof value === 'string' && !known.safeParse(value).success);

const Provider = z.lazy(() =>
  z.looseObject({
    name: z.string(),
    base_url: z.string().optional(),
    env_key: z.string().optional(),
    env_key_instructions: z.string().optional(),
    wire_api: z.enum(['responses', 'chat']).default('chat'),
    think_tags: z.boolean().optional(),
    query_params: texts.optional(),
    http_headers: texts.optional(),
    env_http_headers: texts.optional(),
    request_max_retries: retries.optional(),
    stream_max_retries: retries.optional(),
    stream_idle_timeout_ms: z.int().min(0).optional(),
    requires_openai_auth: z.boolean().default(false),
  }),
);

const Tools = z.looseObject({
  web_search: unlessLater(z.boolean(), isTable),
  web_search_request: z.boolean().optional(),
  view_image: z.boolean().optional(),
});

/** The keys that a profile may set instead of the top level. */
const Profile = z.looseObject({
  model: z.string().optional(),
  model_provider: z.string().optional(),
  approval_policy: AskForApproval().optional(),
  sandbox_mode: SandboxMode().optional(),
  tools: Tools.optional(),
  model_reasoning_effort: ReasoningEffort().optional(),
  model_reasoning_summary: words(ReasoningSummary()),
  model_verbosity: words(Verbosity()),
  service_tier: unlessLater(z.string(), isTable),
  chatgpt_base_url: z.string().optional(),
  experimental_instructions_file: z.string().optional(),
});

/** For other programs that share the file. Any value is accepted. */
const unused = z.unknown().optional();

/**
 * What is read of `config.toml` (C19), and what the reference reads there and this server does not use. Other keys are kept and warned about.
 */
export const Config = z.looseObject({
  ...Profile.shape,
  review_model: unused,
  model_context_window: z.int().min(0).optional(),
  model_max_output_tokens: unused,
  model_auto_compact_token_limit: z.int().min(0).optional(),
  model_supports_reasoning_summaries: z.boolean().optional(),
  model_reasoning_summary_format: unused,
  show_raw_agent_reasoning: z.boolean().optional(),
  hide_agent_reasoning: unused,
  sandbox_workspace_write: z
    .looseObject({
      writable_roots: z.array(z.string()).default([]),
      network_access: z.boolean().default(false),
      exclude_tmpdir_env_var: z.boolean().default(false),
      exclude_slash_tmp: z.boolean().default(false),
    })
    .optional(),
  default_permissions: z.string().optional(),
  permissions: Permissions.default({}),
  shell_environment_policy: z
    .looseObject({
      inherit: z.enum(['all', 'core', 'none']).default('all'),
      ignore_default_excludes: z.boolean().default(false),
      exclude: z.array(z.string()).default([]),
      set: texts.default({}),
      include_only: z.array(z.string()).default([]),
      experimental_use_profile: z.boolean().default(false),
    })
    .optional(),
  project_doc_max_bytes: z.int().min(0).default(32_768),
  project_doc_fallback_filenames: z.array(z.string()).default([]),
  notify: z.array(z.string()).default([]),
  history: unused,
  profile: z.string().optional(),
  // Each profile is checked when it is in force. A faulty profile that is not in force has no effect (C283).
  profiles: z.record(z.string(), z.union([Profile, z.unknown()])).default({}),
  // As with profiles.
  model_providers: z.record(z.string(), z.union([Provider, z.unknown()])).default({}),
  mcp_servers: z.record(z.string(), McpServer).default({}),
  // Other values that the reference accepts there have no effect.
  features: z
    .union([
      z.looseObject({
        default_mode_request_user_input: z.boolean().optional(),
        request_permissions_tool: z.boolean().optional(),
        exec_permission_approvals: z.boolean().optional(),
        goals: z.boolean().optional(),
        // Either way the paths of a diff begin at the repository (C96).
        cwd_relative_turn_diffs: z.boolean().optional(),
      }),
      z.unknown(),
    ])
    .optional(),
  suppress_unstable_features_warning: unused,
  // Rules that cannot be read have no effect.
  skills: z
    .union([
      z.looseObject({ config: z.array(z.unknown()).optional(), include_instructions: z.boolean().optional() }),
      z.unknown(),
    ])
    .optional(),
  // Read separately: its errors are reported with the hooks.
  hooks: unused,
  instructions: unused,
  experimental_use_exec_command_tool: unused,
  experimental_use_unified_exec_tool: unused,
  experimental_use_rmcp_client: unused,
  experimental_use_freeform_apply_patch: unused,
  file_opener: unused,
  tui: unused,
  otel: unused,
  projects: z.record(z.string(), z.looseObject({ trust_level: z.string().optional() })).optional(),
  disable_paste_burst: unused,
  windows_wsl_setup_acknowledged: unused,
  preferred_auth_method: z.enum(['apikey', 'chatgpt']).optional(),
  always_use_api_key_signing: z.boolean().optional(),
  forced_login_method: z.enum(['api', 'chatgpt']).optional(),
  forced_chatgpt_workspace_id: z.union([z.string(), z.array(z.string())]).optional(),
  cli_auth_credentials_store: z.enum(['file', 'keyring', 'auto', 'ephemeral']).optional(),
  turnwire: z
    .looseObject({
      script: z.string().optional(),
      mcp_turn_wait_ms: z.int().min(0).optional(),
      when_nobody_is_there: z.union([z.enum(['wait', 'deny']), z.number().min(0).max(MAX_SECONDS)]).optional(),
      unload_after_seconds: z.number().min(0).max(MAX_SECONDS).optional(),
      auth: z
        .looseObject({
          issuer: z.string().optional(),
          client_id: z.string().optional(),
          ports: z.array(z.int().min(0).max(65_535)).min(1).optional(),
        })
        .optional(),
    })
    .optional(),
});

export type Config = z.infer<typeof Config>;
export type ProfileConfig = z.infer<typeof Profile>;
export type ProviderConfig = z.infer<typeof Provider>;

/** Checks a provider that is in force; throws `ConfigError` that names the key. */
export function checkProvider(value: unknown, id: string): ProviderConfig {
  return check(Provider, value, ['model_providers', id]);
}

/** Whether a provider could be in force. */
export function isProvider(value: unknown): boolean {
  return Provider.safeParse(value, { jitless: true }).success;
}

/** Checks a profile that is in force; throws `ConfigError` that names the key. */
export function checkProfile(value: unknown, name: string): ProfileConfig {
  return check(Profile, value, ['profiles', name]);
}

/** Undefined for a profile that could not be in force. */
export function readProfile(value: unknown): ProfileConfig | undefined {
  return Profile.safeParse(value, { jitless: true }).data;
}

function check<T>(schema: z.ZodType<T>, value: unknown, above: readonly string[]): T {
  const parsed = schema.safeParse(value, { jitless: true });
  if (parsed.success) return parsed.data;
  const { path, reason } = explain(parsed.error);
  throw configError({ path: [...above, ...path], reason });
}

export function configError({ path, reason }: Explained): ConfigError {
  const text = reason.replace(/^Too (?:small|big): /, '').replace(/\brecord\b|\bobject\b/g, 'table');
  return new ConfigError(`${text} in \`${path.join('.')}\``, { keys: path });
}
