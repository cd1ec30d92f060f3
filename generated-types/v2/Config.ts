// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ApprovalsReviewer } from './ApprovalsReviewer.js';
import type { AskForApproval } from './AskForApproval.js';
import type { AutoCompactTokenLimitScope } from './AutoCompactTokenLimitScope.js';
import type { ForcedChatgptWorkspaceIds } from './ForcedChatgptWorkspaceIds.js';
import type { ForcedLoginMethod } from './ForcedLoginMethod.js';
import type { JsonValue } from './JsonValue.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningSummary } from './ReasoningSummary.js';
import type { SandboxMode } from './SandboxMode.js';
import type { SandboxWorkspaceWrite } from './SandboxWorkspaceWrite.js';
import type { ToolsV2 } from './ToolsV2.js';
import type { Verbosity } from './Verbosity.js';
import type { WebSearchMode } from './WebSearchMode.js';
import type { WebSearchProvider } from './WebSearchProvider.js';

/** The configuration that counts, with the names of `config.toml`. Keys that are not listed are passed on. */
export type Config = {
  model: string | null;
  review_model: string | null;
  model_context_window: number | null;
  model_auto_compact_token_limit: number | null;
  model_auto_compact_token_limit_scope: AutoCompactTokenLimitScope | null;
  model_provider: string | null;
  approval_policy: AskForApproval | null;
  approvals_reviewer: ApprovalsReviewer | null;
  sandbox_mode: SandboxMode | null;
  sandbox_workspace_write: SandboxWorkspaceWrite | null;
  forced_chatgpt_workspace_id: ForcedChatgptWorkspaceIds | null;
  forced_login_method: ForcedLoginMethod | null;
  web_search: WebSearchMode | null;
  client_search_provider: WebSearchProvider | null;
  tools: ToolsV2 | null;
  instructions: string | null;
  developer_instructions: string | null;
  compact_prompt: string | null;
  model_reasoning_effort: ReasoningEffort | null;
  model_reasoning_summary: ReasoningSummary | null;
  model_verbosity: Verbosity | null;
  service_tier: string | null;
  analytics: JsonValue | null;
  apps: JsonValue | null;
  browser_use: JsonValue | null;
  computer_use: JsonValue | null;
  desktop: {
    [key: string]: JsonValue;
  } | null;
};
