// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AccountLoginCompletedNotification } from './AccountLoginCompletedNotification.js';
import type { AccountRateLimitsUpdatedNotification } from './AccountRateLimitsUpdatedNotification.js';
import type { AccountUpdatedNotification } from './AccountUpdatedNotification.js';
import type { AgentMessageDeltaNotification } from './AgentMessageDeltaNotification.js';
import type { CommandExecOutputDeltaNotification } from './CommandExecOutputDeltaNotification.js';
import type { CommandExecutionOutputDeltaNotification } from './CommandExecutionOutputDeltaNotification.js';
import type { ConfigWarningNotification } from './ConfigWarningNotification.js';
import type { ContextCompactedNotification } from './ContextCompactedNotification.js';
import type { DeprecationNoticeNotification } from './DeprecationNoticeNotification.js';
import type { ErrorNotification } from './ErrorNotification.js';
import type { FileChangeOutputDeltaNotification } from './FileChangeOutputDeltaNotification.js';
import type { FileChangePatchUpdatedNotification } from './FileChangePatchUpdatedNotification.js';
import type { FsChangedNotification } from './FsChangedNotification.js';
import type { FuzzyFileSearchSessionCompletedNotification } from './FuzzyFileSearchSessionCompletedNotification.js';
import type { FuzzyFileSearchSessionUpdatedNotification } from './FuzzyFileSearchSessionUpdatedNotification.js';
import type { GuardianWarningNotification } from './GuardianWarningNotification.js';
import type { HookCompletedNotification } from './HookCompletedNotification.js';
import type { HookStartedNotification } from './HookStartedNotification.js';
import type { ItemCompletedNotification } from './ItemCompletedNotification.js';
import type { ItemStartedNotification } from './ItemStartedNotification.js';
import type { McpServerOauthLoginCompletedNotification } from './McpServerOauthLoginCompletedNotification.js';
import type { McpServerStatusUpdatedNotification } from './McpServerStatusUpdatedNotification.js';
import type { McpToolCallProgressNotification } from './McpToolCallProgressNotification.js';
import type { ModelReroutedNotification } from './ModelReroutedNotification.js';
import type { PlanDeltaNotification } from './PlanDeltaNotification.js';
import type { ProcessExitedNotification } from './ProcessExitedNotification.js';
import type { ProcessOutputDeltaNotification } from './ProcessOutputDeltaNotification.js';
import type { ProjectChangedNotification } from './ProjectChangedNotification.js';
import type { RawResponseCompletedNotification } from './RawResponseCompletedNotification.js';
import type { RawResponseItemCompletedNotification } from './RawResponseItemCompletedNotification.js';
import type { ReasoningSummaryPartAddedNotification } from './ReasoningSummaryPartAddedNotification.js';
import type { ReasoningSummaryTextDeltaNotification } from './ReasoningSummaryTextDeltaNotification.js';
import type { ReasoningTextDeltaNotification } from './ReasoningTextDeltaNotification.js';
import type { ServerRequestResolvedNotification } from './ServerRequestResolvedNotification.js';
import type { SkillsChangedNotification } from './SkillsChangedNotification.js';
import type { TerminalInteractionNotification } from './TerminalInteractionNotification.js';
import type { ThreadArchivedNotification } from './ThreadArchivedNotification.js';
import type { ThreadAttachmentUpdatedNotification } from './ThreadAttachmentUpdatedNotification.js';
import type { ThreadClosedNotification } from './ThreadClosedNotification.js';
import type { ThreadDeletedNotification } from './ThreadDeletedNotification.js';
import type { ThreadGoalClearedNotification } from './ThreadGoalClearedNotification.js';
import type { ThreadGoalUpdatedNotification } from './ThreadGoalUpdatedNotification.js';
import type { ThreadNameUpdatedNotification } from './ThreadNameUpdatedNotification.js';
import type { ThreadProjectUpdatedNotification } from './ThreadProjectUpdatedNotification.js';
import type { ThreadQueueChangedNotification } from './ThreadQueueChangedNotification.js';
import type { ThreadRevertedNotification } from './ThreadRevertedNotification.js';
import type { ThreadSearchPartialNotification } from './ThreadSearchPartialNotification.js';
import type { ThreadSectionChangedNotification } from './ThreadSectionChangedNotification.js';
import type { ThreadSettingsUpdatedNotification } from './ThreadSettingsUpdatedNotification.js';
import type { ThreadStartedNotification } from './ThreadStartedNotification.js';
import type { ThreadStatusChangedNotification } from './ThreadStatusChangedNotification.js';
import type { ThreadTokenUsageUpdatedNotification } from './ThreadTokenUsageUpdatedNotification.js';
import type { ThreadUnarchivedNotification } from './ThreadUnarchivedNotification.js';
import type { TurnCompletedNotification } from './TurnCompletedNotification.js';
import type { TurnDiffUpdatedNotification } from './TurnDiffUpdatedNotification.js';
import type { TurnPlanUpdatedNotification } from './TurnPlanUpdatedNotification.js';
import type { TurnStartedNotification } from './TurnStartedNotification.js';
import type { WarningNotification } from './WarningNotification.js';

/** A notification of the server. */
export type ServerNotification = {
  /** A turn failed, or a request to the model is tried again. */
  method: "error";
  params: ErrorNotification;
} | {
  /** A warning for the user. The turn continues. */
  method: "warning";
  params: WarningNotification;
} | {
  /** A reviewing model warns of an action. */
  method: "guardianWarning";
  params: GuardianWarningNotification;
} | {
  /** The configuration has a fault that does not stop the server. */
  method: "configWarning";
  params: ConfigWarningNotification;
} | {
  /** The client uses something that will be removed. */
  method: "deprecationNotice";
  params: DeprecationNoticeNotification;
} | {
  /** An item has begun. */
  method: "item/started";
  params: ItemStartedNotification;
} | {
  /** An item has ended. Every item that has begun ends before `turn/completed`, except commands that outlive their turn. */
  method: "item/completed";
  params: ItemCompletedNotification;
} | {
  /** More of a message. */
  method: "item/agentMessage/delta";
  params: AgentMessageDeltaNotification;
} | {
  /** More of a plan. */
  method: "item/plan/delta";
  params: PlanDeltaNotification;
} | {
  /** A further part of a reasoning summary begins. */
  method: "item/reasoning/summaryPartAdded";
  params: ReasoningSummaryPartAddedNotification;
} | {
  /** More of a part of a reasoning summary. */
  method: "item/reasoning/summaryTextDelta";
  params: ReasoningSummaryTextDeltaNotification;
} | {
  /** More of the reasoning itself. */
  method: "item/reasoning/textDelta";
  params: ReasoningTextDeltaNotification;
} | {
  /** More output of a command. */
  method: "item/commandExecution/outputDelta";
  params: CommandExecutionOutputDeltaNotification;
} | {
  /** The model wrote to the standard input of a command. */
  method: "item/commandExecution/terminalInteraction";
  params: TerminalInteractionNotification;
} | {
  /** The output of a patch. */
  method: "item/fileChange/outputDelta";
  params: FileChangeOutputDeltaNotification;
} | {
  /** The changes of a patch while the model writes it. */
  method: "item/fileChange/patchUpdated";
  params: FileChangePatchUpdatedNotification;
} | {
  /** An MCP server reports progress of a call. */
  method: "item/mcpToolCall/progress";
  params: McpToolCallProgressNotification;
} | {
  /** A thread has begun. */
  method: "thread/started";
  params: ThreadStartedNotification;
} | {
  /** The status of a thread has changed. */
  method: "thread/status/changed";
  params: ThreadStatusChangedNotification;
} | {
  /** A thread without subscribers was unloaded. */
  method: "thread/closed";
  params: ThreadClosedNotification;
} | {
  /** A thread was archived. */
  method: "thread/archived";
  params: ThreadArchivedNotification;
} | {
  /** A thread was taken out of the archive. */
  method: "thread/unarchived";
  params: ThreadUnarchivedNotification;
} | {
  /** A thread was removed for good. */
  method: "thread/deleted";
  params: ThreadDeletedNotification;
} | {
  /** A thread has another name. */
  method: "thread/name/updated";
  params: ThreadNameUpdatedNotification;
} | {
  /** Turns were taken out of the history of a thread. */
  method: "thread/reverted";
  params: ThreadRevertedNotification;
} | {
  /** A turn has begun. */
  method: "turn/started";
  params: TurnStartedNotification;
} | {
  /** A turn has ended. Every turn has exactly one. */
  method: "turn/completed";
  params: TurnCompletedNotification;
} | {
  /** All changes of the turn so far, as a unified diff. */
  method: "turn/diff/updated";
  params: TurnDiffUpdatedNotification;
} | {
  /** The model changed its plan. */
  method: "turn/plan/updated";
  params: TurnPlanUpdatedNotification;
} | {
  /** Tokens that a thread has used. */
  method: "thread/tokenUsage/updated";
  params: ThreadTokenUsageUpdatedNotification;
} | {
  /** The settings of a thread have changed. */
  method: "thread/settings/updated";
  params: ThreadSettingsUpdatedNotification;
} | {
  /** The history of a thread was shortened. Kept for older clients; the item says the same. */
  method: "thread/compacted";
  params: ContextCompactedNotification;
} | {
  /** Another model answers. */
  method: "model/rerouted";
  params: ModelReroutedNotification;
} | {
  /** An item entered the history that the model sees. Only for threads that have requested it. */
  method: "rawResponseItem/completed";
  params: RawResponseItemCompletedNotification;
} | {
  /** A response of the model has ended. Only for threads that have requested it. */
  method: "rawResponse/completed";
  params: RawResponseCompletedNotification;
} | {
  /** A request of the server needs no answer any more. */
  method: "serverRequest/resolved";
  params: ServerRequestResolvedNotification;
} | {
  /** The limits of the account as the last response gave them. */
  method: "account/rateLimits/updated";
  params: AccountRateLimitsUpdatedNotification;
} | {
  /** Another account is signed in, or none. */
  method: "account/updated";
  params: AccountUpdatedNotification;
} | {
  /** A sign-in has ended. */
  method: "account/login/completed";
  params: AccountLoginCompletedNotification;
} | {
  /** Skills on disk have changed. */
  method: "skills/changed";
  params: SkillsChangedNotification;
} | {
  /** A hook has begun to run. */
  method: "hook/started";
  params: HookStartedNotification;
} | {
  /** A hook has ended. */
  method: "hook/completed";
  params: HookCompletedNotification;
} | {
  /** The state of the start of an MCP server has changed. */
  method: "mcpServer/startupStatus/updated";
  params: McpServerStatusUpdatedNotification;
} | {
  /** A sign-in to an MCP server has ended. */
  method: "mcpServer/oauthLogin/completed";
  params: McpServerOauthLoginCompletedNotification;
} | {
  /** The goal of a thread has changed. */
  method: "thread/goal/updated";
  params: ThreadGoalUpdatedNotification;
} | {
  /** A thread has no goal any more. */
  method: "thread/goal/cleared";
  params: ThreadGoalClearedNotification;
} | {
  /** More output of a command of the client. */
  method: "command/exec/outputDelta";
  params: CommandExecOutputDeltaNotification;
} | {
  /** More output of a process of the client. */
  method: "process/outputDelta";
  params: ProcessOutputDeltaNotification;
} | {
  /** A process of the client has ended. */
  method: "process/exited";
  params: ProcessExitedNotification;
} | {
  /** Something below a watched path has changed. */
  method: "fs/changed";
  params: FsChangedNotification;
} | {
  /** Some threads that a `thread/search/stream` has found so far. The reply has the whole page, and may not have all of these. */
  method: "thread/search/partial";
  params: ThreadSearchPartialNotification;
} | {
  /** What a search has found so far. */
  method: "fuzzyFileSearch/sessionUpdated";
  params: FuzzyFileSearchSessionUpdatedNotification;
} | {
  /** A search has ended. */
  method: "fuzzyFileSearch/sessionCompleted";
  params: FuzzyFileSearchSessionCompletedNotification;
} | {
  /** A project was made, changed, moved or removed. */
  method: "project/changed";
  params: ProjectChangedNotification;
} | {
  /** A thread belongs to another project now, or to none. */
  method: "thread/project/updated";
  params: ThreadProjectUpdatedNotification;
} | {
  /** The inputs that wait have changed. Clients that are subscribed to the thread get it. */
  method: "thread/queue/changed";
  params: ThreadQueueChangedNotification;
} | {
  /** A thread was moved into a section, within it, or out of it. */
  method: "thread/section/changed";
  params: ThreadSectionChangedNotification;
} | {
  /** An attachment of a thread was added or removed. */
  method: "thread/attachment/updated";
  params: ThreadAttachmentUpdatedNotification;
};
