// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AskForApproval } from './AskForApproval.js';
import type { JsonValue } from './JsonValue.js';
import type { SandboxMode } from './SandboxMode.js';

/** Params of `newConversation`: the settings of a conversation. What is left out comes from the configuration. */
export type NewConversationParams = {
  model?: string | null | undefined;
  /** A profile of `config.toml`. */
  profile?: string | null | undefined;
  /** The working directory; a relative path starts at the working directory of the server. */
  cwd?: string | null | undefined;
  approvalPolicy?: AskForApproval | null | undefined;
  sandbox?: SandboxMode | null | undefined;
  /** Settings that replace those in `config.toml`, by dotted key. */
  config?: {
    [key: string]: JsonValue;
  } | null | undefined;
  /** The first instructions for the model, instead of the built-in text. */
  baseInstructions?: string | null | undefined;
  /** Offers the model the tool `update_plan`. */
  includePlanTool?: boolean | null | undefined;
  /** Offers the model the tool `apply_patch`. */
  includeApplyPatchTool?: boolean | null | undefined;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
