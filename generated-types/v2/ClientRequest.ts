// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AppsInstalledParams } from './AppsInstalledParams.js';
import type { AppsListParams } from './AppsListParams.js';
import type { AppsReadParams } from './AppsReadParams.js';
import type { CancelLoginAccountParams } from './CancelLoginAccountParams.js';
import type { CollaborationModeListParams } from './CollaborationModeListParams.js';
import type { CommandExecParams } from './CommandExecParams.js';
import type { CommandExecResizeParams } from './CommandExecResizeParams.js';
import type { CommandExecTerminateParams } from './CommandExecTerminateParams.js';
import type { CommandExecWriteParams } from './CommandExecWriteParams.js';
import type { ConfigBatchWriteParams } from './ConfigBatchWriteParams.js';
import type { ConfigReadParams } from './ConfigReadParams.js';
import type { ConfigValueWriteParams } from './ConfigValueWriteParams.js';
import type { ExperimentalFeatureEnablementSetParams } from './ExperimentalFeatureEnablementSetParams.js';
import type { ExperimentalFeatureListParams } from './ExperimentalFeatureListParams.js';
import type { FsCopyParams } from './FsCopyParams.js';
import type { FsCreateDirectoryParams } from './FsCreateDirectoryParams.js';
import type { FsGetMetadataParams } from './FsGetMetadataParams.js';
import type { FsReadDirectoryParams } from './FsReadDirectoryParams.js';
import type { FsReadFileParams } from './FsReadFileParams.js';
import type { FsRemoveParams } from './FsRemoveParams.js';
import type { FsUnwatchParams } from './FsUnwatchParams.js';
import type { FsWatchParams } from './FsWatchParams.js';
import type { FsWriteFileParams } from './FsWriteFileParams.js';
import type { FuzzyFileSearchParams } from './FuzzyFileSearchParams.js';
import type { FuzzyFileSearchSessionStartParams } from './FuzzyFileSearchSessionStartParams.js';
import type { FuzzyFileSearchSessionStopParams } from './FuzzyFileSearchSessionStopParams.js';
import type { FuzzyFileSearchSessionUpdateParams } from './FuzzyFileSearchSessionUpdateParams.js';
import type { GetAccountParams } from './GetAccountParams.js';
import type { GetAuthStatusParams } from './GetAuthStatusParams.js';
import type { GetConversationSummaryParams } from './GetConversationSummaryParams.js';
import type { GitDiffToRemoteParams } from './GitDiffToRemoteParams.js';
import type { HooksListParams } from './HooksListParams.js';
import type { InitializeParams } from './InitializeParams.js';
import type { ListMcpServerStatusParams } from './ListMcpServerStatusParams.js';
import type { LoginAccountParams } from './LoginAccountParams.js';
import type { McpResourceReadParams } from './McpResourceReadParams.js';
import type { McpServerOauthLoginParams } from './McpServerOauthLoginParams.js';
import type { McpServerToolCallParams } from './McpServerToolCallParams.js';
import type { ModelListParams } from './ModelListParams.js';
import type { ModelProviderCapabilitiesReadParams } from './ModelProviderCapabilitiesReadParams.js';
import type { ModelProviderConfigWriteParams } from './ModelProviderConfigWriteParams.js';
import type { ModelProviderDefaultSetParams } from './ModelProviderDefaultSetParams.js';
import type { ModelProviderListParams } from './ModelProviderListParams.js';
import type { PermissionProfileListParams } from './PermissionProfileListParams.js';
import type { PluginInstalledParams } from './PluginInstalledParams.js';
import type { PluginListParams } from './PluginListParams.js';
import type { ProcessKillParams } from './ProcessKillParams.js';
import type { ProcessResizePtyParams } from './ProcessResizePtyParams.js';
import type { ProcessSpawnParams } from './ProcessSpawnParams.js';
import type { ProcessWriteStdinParams } from './ProcessWriteStdinParams.js';
import type { ProjectCreateParams } from './ProjectCreateParams.js';
import type { ProjectDeleteParams } from './ProjectDeleteParams.js';
import type { ProjectImportParams } from './ProjectImportParams.js';
import type { ProjectListParams } from './ProjectListParams.js';
import type { ProjectMoveParams } from './ProjectMoveParams.js';
import type { ProjectReadParams } from './ProjectReadParams.js';
import type { ProjectUpdateParams } from './ProjectUpdateParams.js';
import type { RequestId } from './RequestId.js';
import type { ReviewStartParams } from './ReviewStartParams.js';
import type { SkillsConfigWriteParams } from './SkillsConfigWriteParams.js';
import type { SkillsExtraRootsSetParams } from './SkillsExtraRootsSetParams.js';
import type { SkillsListParams } from './SkillsListParams.js';
import type { ThreadArchiveParams } from './ThreadArchiveParams.js';
import type { ThreadAttachmentAddParams } from './ThreadAttachmentAddParams.js';
import type { ThreadAttachmentListParams } from './ThreadAttachmentListParams.js';
import type { ThreadAttachmentOwnerListParams } from './ThreadAttachmentOwnerListParams.js';
import type { ThreadAttachmentRemoveParams } from './ThreadAttachmentRemoveParams.js';
import type { ThreadBackgroundTerminalsCleanParams } from './ThreadBackgroundTerminalsCleanParams.js';
import type { ThreadBackgroundTerminalsListParams } from './ThreadBackgroundTerminalsListParams.js';
import type { ThreadBackgroundTerminalsTerminateParams } from './ThreadBackgroundTerminalsTerminateParams.js';
import type { ThreadCompactStartParams } from './ThreadCompactStartParams.js';
import type { ThreadDeleteParams } from './ThreadDeleteParams.js';
import type { ThreadForkParams } from './ThreadForkParams.js';
import type { ThreadGoalClearParams } from './ThreadGoalClearParams.js';
import type { ThreadGoalGetParams } from './ThreadGoalGetParams.js';
import type { ThreadGoalSetParams } from './ThreadGoalSetParams.js';
import type { ThreadInjectItemsParams } from './ThreadInjectItemsParams.js';
import type { ThreadItemsListParams } from './ThreadItemsListParams.js';
import type { ThreadItemsReadParams } from './ThreadItemsReadParams.js';
import type { ThreadListParams } from './ThreadListParams.js';
import type { ThreadLoadedListParams } from './ThreadLoadedListParams.js';
import type { ThreadMetadataUpdateParams } from './ThreadMetadataUpdateParams.js';
import type { ThreadQueueAddParams } from './ThreadQueueAddParams.js';
import type { ThreadQueueDeleteParams } from './ThreadQueueDeleteParams.js';
import type { ThreadQueueListParams } from './ThreadQueueListParams.js';
import type { ThreadQueueReorderParams } from './ThreadQueueReorderParams.js';
import type { ThreadQueueStartParams } from './ThreadQueueStartParams.js';
import type { ThreadQueueUpdateParams } from './ThreadQueueUpdateParams.js';
import type { ThreadReadParams } from './ThreadReadParams.js';
import type { ThreadResumeParams } from './ThreadResumeParams.js';
import type { ThreadRevertParams } from './ThreadRevertParams.js';
import type { ThreadRollbackParams } from './ThreadRollbackParams.js';
import type { ThreadSampleCancelParams } from './ThreadSampleCancelParams.js';
import type { ThreadSampleParams } from './ThreadSampleParams.js';
import type { ThreadSearchCancelParams } from './ThreadSearchCancelParams.js';
import type { ThreadSearchOccurrencesParams } from './ThreadSearchOccurrencesParams.js';
import type { ThreadSearchParams } from './ThreadSearchParams.js';
import type { ThreadSectionCreateParams } from './ThreadSectionCreateParams.js';
import type { ThreadSectionDeleteParams } from './ThreadSectionDeleteParams.js';
import type { ThreadSectionListParams } from './ThreadSectionListParams.js';
import type { ThreadSectionMoveParams } from './ThreadSectionMoveParams.js';
import type { ThreadSectionUpdateParams } from './ThreadSectionUpdateParams.js';
import type { ThreadSetNameParams } from './ThreadSetNameParams.js';
import type { ThreadSettingsUpdateParams } from './ThreadSettingsUpdateParams.js';
import type { ThreadShellCommandParams } from './ThreadShellCommandParams.js';
import type { ThreadStartParams } from './ThreadStartParams.js';
import type { ThreadTurnsListParams } from './ThreadTurnsListParams.js';
import type { ThreadUnarchiveParams } from './ThreadUnarchiveParams.js';
import type { ThreadUnsubscribeParams } from './ThreadUnsubscribeParams.js';
import type { TurnInterruptParams } from './TurnInterruptParams.js';
import type { TurnStartParams } from './TurnStartParams.js';
import type { TurnSteerParams } from './TurnSteerParams.js';

/** A request of a client. */
export type ClientRequest = {
  /** Introduces the client. It must be the first request. */
  method: "initialize";
  id: RequestId;
  params: InitializeParams;
} | {
  /** Begins a thread and subscribes the connection to it. */
  method: "thread/start";
  id: RequestId;
  params: ThreadStartParams;
} | {
  /** Loads a recorded thread, or joins one that is loaded, and subscribes the connection to it. With `history` a new thread begins from those items. */
  method: "thread/resume";
  id: RequestId;
  params: ThreadResumeParams;
} | {
  /** Copies a thread, or its beginning, to a new one and subscribes the connection to that. The original is left as it is. */
  method: "thread/fork";
  id: RequestId;
  params: ThreadForkParams;
} | {
  /** Ends the subscription of the connection. A running turn continues, and the thread stays loaded for some time. */
  method: "thread/unsubscribe";
  id: RequestId;
  params: ThreadUnsubscribeParams;
} | {
  /** Reads a thread without loading it, archived ones too. */
  method: "thread/read";
  id: RequestId;
  params: ThreadReadParams;
} | {
  /** Lists recorded threads a page at a time. Without `modelProviders` it lists those of all providers. */
  method: "thread/list";
  id: RequestId;
  params: ThreadListParams;
} | {
  /** Lists the ids of the threads that are loaded. */
  method: "thread/loaded/list";
  id: RequestId;
  params: ThreadLoadedListParams;
} | {
  /** Lists the turns of a thread a page at a time, newest first by default. */
  method: "thread/turns/list";
  id: RequestId;
  params: ThreadTurnsListParams;
} | {
  /** Lists the items of a thread a page at a time, oldest first by default. */
  method: "thread/items/list";
  id: RequestId;
  params: ThreadItemsListParams;
} | {
  /** Reads some items of one turn, in the order of the turn. Ids that the turn does not have are left out. */
  method: "thread/items/read";
  id: RequestId;
  params: ThreadItemsReadParams;
} | {
  /** Moves the rollout of a thread to the folder of archived ones. A loaded thread is ended first; its running turn is interrupted. */
  method: "thread/archive";
  id: RequestId;
  params: ThreadArchiveParams;
} | {
  /** Moves the rollout of an archived thread back. */
  method: "thread/unarchive";
  id: RequestId;
  params: ThreadUnarchiveParams;
} | {
  /** Removes a thread and its rollout for good. A loaded thread is ended first. */
  method: "thread/delete";
  id: RequestId;
  params: ThreadDeleteParams;
} | {
  /** Gives a thread a name. Blanks at both ends are removed; an empty name is refused. */
  method: "thread/name/set";
  id: RequestId;
  params: ThreadSetNameParams;
} | {
  /** Changes what is recorded about the repository of a thread. */
  method: "thread/metadata/update";
  id: RequestId;
  params: ThreadMetadataUpdateParams;
} | {
  /** Takes a turn and all later ones out of the history of a thread. Files of the workspace stay as they are. */
  method: "thread/revert";
  id: RequestId;
  params: ThreadRevertParams;
} | {
  /** Takes the last turns out of the history of a thread. Kept for clients of older servers; `thread/revert` replaces it. */
  method: "thread/rollback";
  id: RequestId;
  params: ThreadRollbackParams;
} | {
  /** Adds items to the history that the model sees. Nothing is shown. */
  method: "thread/inject_items";
  id: RequestId;
  params: ThreadInjectItemsParams;
} | {
  /** Begins a turn. While another one runs, the input is added to that one. */
  method: "turn/start";
  id: RequestId;
  params: TurnStartParams;
} | {
  /** Adds input to the running turn. It comes back as an item of that turn. */
  method: "turn/steer";
  id: RequestId;
  params: TurnSteerParams;
} | {
  /** Ends the running turn. It has an effect from the reply of `turn/start` on. */
  method: "turn/interrupt";
  id: RequestId;
  params: TurnInterruptParams;
} | {
  /** Changes settings of a loaded thread for later turns. */
  method: "thread/settings/update";
  id: RequestId;
  params: ThreadSettingsUpdateParams;
} | {
  /** Begins a turn that shortens the history. A running turn is interrupted first. */
  method: "thread/compact/start";
  id: RequestId;
  params: ThreadCompactStartParams;
} | {
  /** Runs a command of the user without a sandbox, in the running turn or in a separate turn. */
  method: "thread/shellCommand";
  id: RequestId;
  params: ThreadShellCommandParams;
} | {
  /** Begins a turn in which a reviewer reads changes. A running turn is interrupted first. */
  method: "review/start";
  id: RequestId;
  params: ReviewStartParams;
} | {
  /** Asks the model once with the history of a thread, which stays as it is. */
  method: "thread/sample";
  id: RequestId;
  params: ThreadSampleParams;
} | {
  /** Ends a `thread/sample` of this connection, which is then answered with an error. An unknown id is no error. */
  method: "thread/sample/cancel";
  id: RequestId;
  params: ThreadSampleCancelParams;
} | {
  /** Lists the models that can be chosen, a page at a time. */
  method: "model/list";
  id: RequestId;
  params: ModelListParams;
} | {
  /** Lists the collaboration modes that can be chosen. */
  method: "collaborationMode/list";
  id: RequestId;
  params: CollaborationModeListParams;
} | {
  /** Lists the model providers of the configuration. */
  method: "modelProvider/list";
  id: RequestId;
  params: ModelProviderListParams;
} | {
  /** Makes a model provider the default one. */
  method: "modelProvider/default/set";
  id: RequestId;
  params: ModelProviderDefaultSetParams;
} | {
  /** Adds a model provider to the configuration, or changes one. */
  method: "modelProvider/config/write";
  id: RequestId;
  params: ModelProviderConfigWriteParams;
} | {
  /** Says what the model provider offers besides the model. */
  method: "modelProvider/capabilities/read";
  id: RequestId;
  params: ModelProviderCapabilitiesReadParams;
} | {
  /** Reads the limits of the ChatGPT account. */
  method: "account/rateLimits/read";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Says who is signed in, and whether a sign-in is needed. */
  method: "account/read";
  id: RequestId;
  params: GetAccountParams;
} | {
  /** Signs in with a key, or begins a sign-in that the user finishes elsewhere. */
  method: "account/login/start";
  id: RequestId;
  params: LoginAccountParams;
} | {
  /** Cancels a sign-in. */
  method: "account/login/cancel";
  id: RequestId;
  params: CancelLoginAccountParams;
} | {
  /** Signs out and removes the stored keys and tokens. */
  method: "account/logout";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Says how the account was signed in, as in protocol v1. */
  method: "getAuthStatus";
  id: RequestId;
  params: GetAuthStatusParams;
} | {
  /** Reads the configuration that counts, where each value comes from, and the layers on request. */
  method: "config/read";
  id: RequestId;
  params: ConfigReadParams;
} | {
  /** Writes one value into the user's configuration. The rest of the file stays as it is. */
  method: "config/value/write";
  id: RequestId;
  params: ConfigValueWriteParams;
} | {
  /** Writes several values into the user's configuration, all or none. */
  method: "config/batchWrite";
  id: RequestId;
  params: ConfigBatchWriteParams;
} | {
  /** Reads what an administrator requires of the configuration. */
  method: "configRequirements/read";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Lists the permission profiles that a thread may run under. */
  method: "permissionProfile/list";
  id: RequestId;
  params: PermissionProfileListParams;
} | {
  /** Lists the features that can be switched on and off. */
  method: "experimentalFeature/list";
  id: RequestId;
  params: ExperimentalFeatureListParams;
} | {
  /** Switches features on and off until the server ends. Unknown names are ignored. */
  method: "experimentalFeature/enablement/set";
  id: RequestId;
  params: ExperimentalFeatureEnablementSetParams;
} | {
  /** Lists the skills that each folder sees. */
  method: "skills/list";
  id: RequestId;
  params: SkillsListParams;
} | {
  /** Names more folders of skills, until the server ends. */
  method: "skills/extraRoots/set";
  id: RequestId;
  params: SkillsExtraRootsSetParams;
} | {
  /** Switches a skill on or off. */
  method: "skills/config/write";
  id: RequestId;
  params: SkillsConfigWriteParams;
} | {
  /** Lists the hooks that each folder sees, and whether they are trusted. */
  method: "hooks/list";
  id: RequestId;
  params: HooksListParams;
} | {
  /** Lists the MCP servers with their tools and resources. It starts them for that. */
  method: "mcpServerStatus/list";
  id: RequestId;
  params: ListMcpServerStatusParams;
} | {
  /** Calls a tool of an MCP server for the client, without an approval. */
  method: "mcpServer/tool/call";
  id: RequestId;
  params: McpServerToolCallParams;
} | {
  /** Reads a resource of an MCP server. */
  method: "mcpServer/resource/read";
  id: RequestId;
  params: McpResourceReadParams;
} | {
  /** Begins a sign-in to an MCP server. */
  method: "mcpServer/oauth/login";
  id: RequestId;
  params: McpServerOauthLoginParams;
} | {
  /** Reads the configuration of the MCP servers again and starts what changed. */
  method: "config/mcpServer/reload";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Sets or changes the goal of a thread. */
  method: "thread/goal/set";
  id: RequestId;
  params: ThreadGoalSetParams;
} | {
  /** Reads the goal of a thread. */
  method: "thread/goal/get";
  id: RequestId;
  params: ThreadGoalGetParams;
} | {
  /** Removes the goal of a thread. */
  method: "thread/goal/clear";
  id: RequestId;
  params: ThreadGoalClearParams;
} | {
  /** Runs a command for the client. The reply comes when it ends. */
  method: "command/exec";
  id: RequestId;
  params: CommandExecParams;
} | {
  /** Writes to the standard input of a command, or closes it. */
  method: "command/exec/write";
  id: RequestId;
  params: CommandExecWriteParams;
} | {
  /** Changes the size of the terminal of a command. */
  method: "command/exec/resize";
  id: RequestId;
  params: CommandExecResizeParams;
} | {
  /** Ends a command. */
  method: "command/exec/terminate";
  id: RequestId;
  params: CommandExecTerminateParams;
} | {
  /** Starts a process for the client, without a sandbox. */
  method: "process/spawn";
  id: RequestId;
  params: ProcessSpawnParams;
} | {
  /** Writes to the standard input of a process, or closes it. */
  method: "process/writeStdin";
  id: RequestId;
  params: ProcessWriteStdinParams;
} | {
  /** Ends a process. */
  method: "process/kill";
  id: RequestId;
  params: ProcessKillParams;
} | {
  /** Changes the size of the terminal of a process. */
  method: "process/resizePty";
  id: RequestId;
  params: ProcessResizePtyParams;
} | {
  /** Lists the commands of a thread that outlived their call. */
  method: "thread/backgroundTerminals/list";
  id: RequestId;
  params: ThreadBackgroundTerminalsListParams;
} | {
  /** Ends all commands of a thread that outlived their call. */
  method: "thread/backgroundTerminals/clean";
  id: RequestId;
  params: ThreadBackgroundTerminalsCleanParams;
} | {
  /** Ends one command that outlived its call. */
  method: "thread/backgroundTerminals/terminate";
  id: RequestId;
  params: ThreadBackgroundTerminalsTerminateParams;
} | {
  /** Reads a file. */
  method: "fs/readFile";
  id: RequestId;
  params: FsReadFileParams;
} | {
  /** Writes a file. */
  method: "fs/writeFile";
  id: RequestId;
  params: FsWriteFileParams;
} | {
  /** Makes a folder. By default it also makes missing folders above it. */
  method: "fs/createDirectory";
  id: RequestId;
  params: FsCreateDirectoryParams;
} | {
  /** Says what a path is. */
  method: "fs/getMetadata";
  id: RequestId;
  params: FsGetMetadataParams;
} | {
  /** Lists a folder. */
  method: "fs/readDirectory";
  id: RequestId;
  params: FsReadDirectoryParams;
} | {
  /** Removes a file or a folder. */
  method: "fs/remove";
  id: RequestId;
  params: FsRemoveParams;
} | {
  /** Copies a file, or a folder when `recursive` is set. */
  method: "fs/copy";
  id: RequestId;
  params: FsCopyParams;
} | {
  /** Reports changes of a path as `fs/changed`. */
  method: "fs/watch";
  id: RequestId;
  params: FsWatchParams;
} | {
  /** Ends a watch. An unknown id is no error. */
  method: "fs/unwatch";
  id: RequestId;
  params: FsUnwatchParams;
} | {
  /** Finds files whose paths fit a query. */
  method: "fuzzyFileSearch";
  id: RequestId;
  params: FuzzyFileSearchParams;
} | {
  /** Begins a search whose query changes while the user types. */
  method: "fuzzyFileSearch/sessionStart";
  id: RequestId;
  params: FuzzyFileSearchSessionStartParams;
} | {
  /** Changes the query of a search. */
  method: "fuzzyFileSearch/sessionUpdate";
  id: RequestId;
  params: FuzzyFileSearchSessionUpdateParams;
} | {
  /** Ends a search. */
  method: "fuzzyFileSearch/sessionStop";
  id: RequestId;
  params: FuzzyFileSearchSessionStopParams;
} | {
  /** Finds threads by the words of their messages. */
  method: "thread/search";
  id: RequestId;
  params: ThreadSearchParams;
} | {
  /** The same as `thread/search`, and reports results before the search has ended. */
  method: "thread/search/stream";
  id: RequestId;
  params: ThreadSearchParams;
} | {
  /** Ends a `thread/search` of this connection, which is then answered with an error. An unknown id is no error. */
  method: "thread/search/cancel";
  id: RequestId;
  params: ThreadSearchCancelParams;
} | {
  /** Ends a `thread/search/stream` of this connection, which is then answered with an error. An unknown id is no error. */
  method: "thread/search/stream/cancel";
  id: RequestId;
  params: ThreadSearchCancelParams;
} | {
  /** Finds the places in one thread with the searched words, oldest message first. */
  method: "thread/searchOccurrences";
  id: RequestId;
  params: ThreadSearchOccurrencesParams;
} | {
  /** Compares the workspace with the closest commit that the remote has. */
  method: "gitDiffToRemote";
  id: RequestId;
  params: GitDiffToRemoteParams;
} | {
  /** Reads a recorded conversation in short, by id or by path. */
  method: "getConversationSummary";
  id: RequestId;
  params: GetConversationSummaryParams;
} | {
  /** Lists the projects in the order of the user, or by their latest thread. */
  method: "project/list";
  id: RequestId;
  params: ProjectListParams;
} | {
  /** Reads a project. */
  method: "project/read";
  id: RequestId;
  params: ProjectReadParams;
} | {
  /** Adds a project at the end. A key that was used before gives the project that was made with it. */
  method: "project/create";
  id: RequestId;
  params: ProjectCreateParams;
} | {
  /** The same, and moves threads into the project. */
  method: "project/import";
  id: RequestId;
  params: ProjectImportParams;
} | {
  /** Changes the members of a project that are given. */
  method: "project/update";
  id: RequestId;
  params: ProjectUpdateParams;
} | {
  /** Puts a project before another one, or at the end. */
  method: "project/move";
  id: RequestId;
  params: ProjectMoveParams;
} | {
  /** Removes a project. Its threads stay, without a project. */
  method: "project/delete";
  id: RequestId;
  params: ProjectDeleteParams;
} | {
  /** Adds an input that begins a turn of its own: at once, or when the running turn and the turns of earlier inputs have ended. An interrupt stops the queue until the next turn. */
  method: "thread/queue/add";
  id: RequestId;
  params: ThreadQueueAddParams;
} | {
  /** Lists the inputs that wait, in the order in which their turns begin. */
  method: "thread/queue/list";
  id: RequestId;
  params: ThreadQueueListParams;
} | {
  /** Changes an input that waits. Metadata that are absent or empty stay as they were. */
  method: "thread/queue/update";
  id: RequestId;
  params: ThreadQueueUpdateParams;
} | {
  /** Removes an input that waits. */
  method: "thread/queue/delete";
  id: RequestId;
  params: ThreadQueueDeleteParams;
} | {
  /** Changes the order of the inputs that wait. The request names all of them. */
  method: "thread/queue/reorder";
  id: RequestId;
  params: ThreadQueueReorderParams;
} | {
  /** Begins a turn with the input that waits first, or with the named one. The thread must be loaded, and no turn may run. */
  method: "thread/queue/start";
  id: RequestId;
  params: ThreadQueueStartParams;
} | {
  /** Lists the sections that threads can be sorted into. The first one, for pinned threads, is always there. */
  method: "threadSection/list";
  id: RequestId;
  params: ThreadSectionListParams;
} | {
  /** Adds a section. */
  method: "threadSection/create";
  id: RequestId;
  params: ThreadSectionCreateParams;
} | {
  /** Changes the name and the display of a section. Absent members stay, null removes them. */
  method: "threadSection/update";
  id: RequestId;
  params: ThreadSectionUpdateParams;
} | {
  /** Removes a section. Its threads stay, without a section. */
  method: "threadSection/delete";
  id: RequestId;
  params: ThreadSectionDeleteParams;
} | {
  /** Moves a thread into a section, within it, or out of it. */
  method: "thread/section/move";
  id: RequestId;
  params: ThreadSectionMoveParams;
} | {
  /** Adds data of the client to a thread. An attachment with the same type and key stays as it is. */
  method: "thread/attachment/add";
  id: RequestId;
  params: ThreadAttachmentAddParams;
} | {
  /** Lists the attachments of a thread, oldest first. */
  method: "thread/attachment/list";
  id: RequestId;
  params: ThreadAttachmentListParams;
} | {
  /** Removes an attachment. It is no error when it does not exist. */
  method: "thread/attachment/remove";
  id: RequestId;
  params: ThreadAttachmentRemoveParams;
} | {
  /** Lists the threads that have an attachment of this type and key. */
  method: "thread/attachmentOwner/list";
  id: RequestId;
  params: ThreadAttachmentOwnerListParams;
} | {
  /** Lists the apps of the account. There are none here. */
  method: "app/list";
  id: RequestId;
  params: AppsListParams;
} | {
  /** Lists the apps that are installed. There are none here. */
  method: "app/installed";
  id: RequestId;
  params: AppsInstalledParams;
} | {
  /** Reads apps by their ids. All are missing here. */
  method: "app/read";
  id: RequestId;
  params: AppsReadParams;
} | {
  /** Lists marketplaces with their plugins. There are none here. */
  method: "plugin/list";
  id: RequestId;
  params: PluginListParams;
} | {
  /** Lists the plugins that are installed. There are none here. */
  method: "plugin/installed";
  id: RequestId;
  params: PluginInstalledParams;
};
