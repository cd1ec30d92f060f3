import type { SavedConfig, SavedProfile } from '../core/ports/index.js';
import { type Config, type ProfileConfig, readProfile } from './schema.js';

/** The part of the file that clients may see, in the form of the wire; unset keys are left out (C21). */
export function savedConfig(config: Config): SavedConfig {
  const sandbox = config.sandbox_workspace_write;
  const tools = config.tools;
  const webSearch = tools?.web_search ?? tools?.web_search_request;
  return {
    approvalPolicy: config.approval_policy,
    sandboxMode: config.sandbox_mode,
    sandboxSettings: sandbox && {
      writableRoots: sandbox.writable_roots,
      networkAccess: sandbox.network_access,
      excludeTmpdirEnvVar: sandbox.exclude_tmpdir_env_var,
      excludeSlashTmp: sandbox.exclude_slash_tmp,
    },
    model: config.model,
    modelReasoningEffort: config.model_reasoning_effort,
    modelReasoningSummary: config.model_reasoning_summary,
    modelVerbosity: config.model_verbosity,
    tools: tools && { webSearch, viewImage: tools.view_image },
    profile: config.profile,
    profiles: Object.fromEntries(
      Object.entries(config.profiles).map(([name, profile]) => [name, savedProfile(readProfile(profile) ?? {})]),
    ),
  };
}

function savedProfile(profile: ProfileConfig): SavedProfile {
  return {
    model: profile.model ?? null,
    modelProvider: profile.model_provider ?? null,
    approvalPolicy: profile.approval_policy ?? null,
    modelReasoningEffort: profile.model_reasoning_effort ?? null,
    modelReasoningSummary: profile.model_reasoning_summary ?? null,
    modelVerbosity: profile.model_verbosity ?? null,
    chatgptBaseUrl: profile.chatgpt_base_url ?? null,
  };
}
