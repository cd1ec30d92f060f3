// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AddConversationListenerParams } from './AddConversationListenerParams.js';
import type { ArchiveConversationParams } from './ArchiveConversationParams.js';
import type { CancelLoginChatGptParams } from './CancelLoginChatGptParams.js';
import type { ExecOneOffCommandParams } from './ExecOneOffCommandParams.js';
import type { ForkConversationParams } from './ForkConversationParams.js';
import type { FuzzyFileSearchParams } from './FuzzyFileSearchParams.js';
import type { GetAuthStatusParams } from './GetAuthStatusParams.js';
import type { GitDiffToRemoteParams } from './GitDiffToRemoteParams.js';
import type { InitializeParams } from './InitializeParams.js';
import type { InterruptConversationParams } from './InterruptConversationParams.js';
import type { ListConversationsParams } from './ListConversationsParams.js';
import type { LoginApiKeyParams } from './LoginApiKeyParams.js';
import type { NewConversationParams } from './NewConversationParams.js';
import type { RemoveConversationListenerParams } from './RemoveConversationListenerParams.js';
import type { RequestId } from './RequestId.js';
import type { ResumeConversationParams } from './ResumeConversationParams.js';
import type { SendUserMessageParams } from './SendUserMessageParams.js';
import type { SendUserTurnParams } from './SendUserTurnParams.js';
import type { SetDefaultModelParams } from './SetDefaultModelParams.js';

/** A request of a client. */
export type ClientRequest = {
  /** Introduces the client. It must be the first request. */
  method: "initialize";
  id: RequestId;
  params: InitializeParams;
} | {
  /** Returns the user agent that the server sends to models. */
  method: "getUserAgent";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Begins a conversation and loads it. No event is sent until a listener is added. */
  method: "newConversation";
  id: RequestId;
  params: NewConversationParams;
} | {
  /** Lists the recorded conversations of users, newest first, page by page. Archived ones are left out. */
  method: "listConversations";
  id: RequestId;
  params: ListConversationsParams;
} | {
  /** Loads a recorded conversation; later turns are added to its rollout. One that is loaded already is joined. With `history` a new conversation begins from those items. */
  method: "resumeConversation";
  id: RequestId;
  params: ResumeConversationParams;
} | {
  /** Copies a conversation, or its beginning, to a new one and loads that. The original is left as it is. */
  method: "forkConversation";
  id: RequestId;
  params: ForkConversationParams;
} | {
  /** Moves a rollout to the folder of archived sessions. A loaded conversation is ended first; its running turn is aborted. */
  method: "archiveConversation";
  id: RequestId;
  params: ArchiveConversationParams;
} | {
  /** Sends the events of a conversation to this connection, each event once, however many listeners it has. */
  method: "addConversationListener";
  id: RequestId;
  params: AddConversationListenerParams;
} | {
  /** Removes a listener. The conversation continues, and its events are kept for the next listener. */
  method: "removeConversationListener";
  id: RequestId;
  params: RemoveConversationListenerParams;
} | {
  /** Sends user input with the current settings. It joins a running turn; otherwise a turn begins. */
  method: "sendUserMessage";
  id: RequestId;
  params: SendUserMessageParams;
} | {
  /** Sends user input with settings, which later messages keep. When a turn is running, only the items join it. */
  method: "sendUserTurn";
  id: RequestId;
  params: SendUserTurnParams;
} | {
  /** Ends the running turn. When none is running, the reply comes at once. */
  method: "interruptConversation";
  id: RequestId;
  params: InterruptConversationParams;
} | {
  /** Signs in with a key. A pending sign-in is cancelled. */
  method: "loginApiKey";
  id: RequestId;
  params: LoginApiKeyParams;
} | {
  /** Begins a sign-in with a ChatGPT account; the client opens the page. A pending one is cancelled. */
  method: "loginChatGpt";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Cancels a pending sign-in. */
  method: "cancelLoginChatGpt";
  id: RequestId;
  params: CancelLoginChatGptParams;
} | {
  /** Signs out, after any kind of sign-in. */
  method: "logoutChatGpt";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Returns whether and how the user is signed in. */
  method: "getAuthStatus";
  id: RequestId;
  params: GetAuthStatusParams;
} | {
  /** Returns what is known about the user. */
  method: "userInfo";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Reads `config.toml`. */
  method: "getUserSavedConfig";
  id: RequestId;
  params?: null | undefined;
} | {
  /** Writes model and effort to `config.toml`, in the profile in force if there is one; the rest of the file stays as it is. Loaded conversations keep theirs. */
  method: "setDefaultModel";
  id: RequestId;
  params: SetDefaultModelParams;
} | {
  /** Returns the difference between the working tree and the nearest commit that a remote has. */
  method: "gitDiffToRemote";
  id: RequestId;
  params: GitDiffToRemoteParams;
} | {
  /** Finds files whose path contains the letters of the query in this order, at most 50 in each folder. */
  method: "fuzzyFileSearch";
  id: RequestId;
  params: FuzzyFileSearchParams;
} | {
  /** Runs a command outside of any conversation and returns its output and exit code. */
  method: "execOneOffCommand";
  id: RequestId;
  params: ExecOneOffCommandParams;
};
