// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AskForApproval } from './AskForApproval.js';
import type { Profile } from './Profile.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningSummary } from './ReasoningSummary.js';
import type { SandboxMode } from './SandboxMode.js';
import type { SandboxSettings } from './SandboxSettings.js';
import type { Tools } from './Tools.js';
import type { Verbosity } from './Verbosity.js';

/** The part of `config.toml` that clients may set. */
export type UserSavedConfig = {
  approvalPolicy?: AskForApproval | undefined;
  sandboxMode?: SandboxMode | undefined;
  sandboxSettings?: SandboxSettings | undefined;
  model?: string | undefined;
  modelReasoningEffort?: ReasoningEffort | undefined;
  modelReasoningSummary?: ReasoningSummary | undefined;
  modelVerbosity?: Verbosity | undefined;
  tools?: Tools | undefined;
  /** The profile in force; it is not merged into the other fields. */
  profile?: string | undefined;
  profiles: {
    [key: string]: Profile;
  };
};
