/** The seams of the core: what it needs of the world, declared here and filled in `server.ts`. */

import type { ResponseItem } from '../../protocol/core/items.js';
import type {
  AskForApproval,
  ReasoningEffort,
  ReasoningSummary,
  ReviewDecision,
  SandboxMode,
  SandboxPolicy,
  Verbosity,
} from '../../protocol/core/policies.js';
import type { GitInfo, RolloutItem, SessionMeta } from '../../protocol/core/rollout.js';
import type { RateLimitSnapshot, TokenUsage } from '../../protocol/core/turn-events.js';
import type { Failure } from '../../protocol/errors.js';
import type { Question } from './approvals.js';
import type { CoreEvent } from './events.js';
import type { UserInput } from './input.js';
import type { McpSettings } from './mcp-settings.js';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** How long another attempt is put off, and the waiting itself. */
export interface BackOff {
  /** Milliseconds before the n-th further attempt, counted from 1. */
  delay(attempt: number): number;
  /** Rejects as soon as the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Ids {
  /** A UUID of version 7: ids of conversations sort by the time they were made. */
  conversation(): string;
  /** A UUID of version 4. */
  subscription(): string;
}

export interface CoreLog {
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** The log of one conversation: append-only, one writer. */
export interface ConversationLog {
  readonly path: string;
  /** Bytes of the file when this process last read or wrote it. */
  readonly size: number;
  /** On disk, as far as a crash of this process is concerned, when it returns. */
  append(items: readonly RolloutItem[]): void;
  /** Whether somebody else has written to the file since this process last did. */
  changedElsewhere(): boolean;
  /** Writes the file anew if somebody has removed it; `append` does so by itself. */
  ensure(): void;
  /** Called when the file was found gone and has been written anew. */
  onRestored(tell: () => void): void;
  /** Asks the disk itself to keep what was appended (a power cut); nobody waits for it. */
  sync(): void;
  close(): void;
}

/** One line of a log as it was read. */
export interface LogEntry {
  /** Undefined for a line of a kind that is not known here. */
  readonly item: RolloutItem | undefined;
  /** The line itself, without its end. */
  readonly line: string;
}

export interface StoredLog {
  readonly path: string;
  readonly meta: SessionMeta;
  /** Bytes that were read. */
  readonly size: number;
  /** All lines but the first `session_meta`, broken ones left out. */
  readonly entries: readonly LogEntry[];
  /** What was wrong with the file, for people. */
  readonly findings: readonly string[];
}

/** The right to write to a conversation, against other processes. */
export interface Lease {
  readonly held: boolean;
  /** Throws `AppError` `conversation_busy` while a live process has it. */
  take(): void;
  release(): void;
}

export interface ConversationSummary {
  readonly conversationId: string;
  readonly path: string;
  readonly preview: string;
  readonly timestamp?: string | undefined;
}

export interface ConversationPage {
  items: ConversationSummary[];
  nextCursor?: string | undefined;
}

export interface LogStore {
  /** Creates the file with its first line and, for a fork, lines of another; throws `AppError` `io_error`. */
  create(meta: SessionMeta, lines?: readonly string[]): ConversationLog;
  /** Reads a log. Throws `AppError` `rollout_unreadable` or `rollout_invalid`, the message without a prefix. */
  load(path: string): Promise<StoredLog>;
  /** Opens a log that was read, to go on with it. */
  reopen(stored: StoredLog): ConversationLog;
  /** The path of a conversation's log by its id. */
  find(id: string): Promise<string | undefined>;
  list(limit: number, cursor: string | undefined): Promise<ConversationPage>;
  /** Checks that the file may be archived as this conversation's; gives its real path. Throws `AppError`. */
  checkArchivable(id: string, path: string): string;
  archive(realPath: string): void;
  lease(id: string): Lease;
  /** The prompt history that clients keep beside the conversations: an id of the file and its number of lines. */
  promptHistory(): Promise<{ id: number; entries: number }>;
}

/** What a turn runs with. `sendUserTurn` replaces all of it. */
export interface TurnSettings {
  readonly cwd: string;
  readonly approvalPolicy: AskForApproval;
  readonly sandboxPolicy: SandboxPolicy;
  readonly model: string;
  readonly effort?: ReasoningEffort | undefined;
  readonly summary: ReasoningSummary;
}

/** The configuration of one conversation, derived once when it is created or resumed. */
export interface ConversationSettings extends TurnSettings {
  readonly projectDocs: ProjectDocSettings;
  readonly provider: ProviderSettings;
  readonly verbosity?: Verbosity | undefined;
  /** Tokens; overrides what is known of the model. */
  readonly contextWindow?: number | undefined;
  /** Tokens from which on the history is summed up; overrides what is known of the model. */
  readonly autoCompactLimit?: number | undefined;
  /** The model that is sent the reasoning parameters because the configuration says so. */
  readonly forceReasoningOf?: string | undefined;
  /** Replaces the built-in instructions as a whole. */
  readonly baseInstructions?: string | undefined;
  readonly includePlanTool: boolean;
  readonly viewImageTool: boolean;
  readonly webSearchTool: boolean;
  readonly includeApplyPatchTool: boolean;
  readonly environment: EnvironmentPolicy;
  readonly mcp: McpSettings;
  readonly showRawReasoning: boolean;
  /** The program to be told of each finished turn, with its arguments; empty: none. */
  readonly notify: readonly string[];
}

/** Which variables a command sees (`shell_environment_policy`). Patterns are globs, whatever the case. */
export interface EnvironmentPolicy {
  readonly inherit: 'all' | 'core' | 'none';
  /** Keeps names that look like secrets. */
  readonly ignoreDefaultExcludes: boolean;
  readonly exclude: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  /** When not empty, nothing else is kept. */
  readonly includeOnly: readonly string[];
  /** Commands of a login shell run in the person's own one, after its rc file. */
  readonly useProfile: boolean;
}

export interface ProjectDocSettings {
  /** Bytes of all of a project's instructions together; 0 reads none. */
  readonly maxBytes: number;
  /** File names that count where there is no AGENTS.md. */
  readonly fallbackNames: readonly string[];
}

/** A model provider as the configuration describes it (v1-agent-core §9.1). */
export interface ProviderSettings {
  readonly id: string;
  readonly name: string;
  readonly wireApi: 'responses' | 'chat' | 'scripted';
  readonly baseUrl?: string | undefined;
  readonly envKey?: string | undefined;
  readonly envKeyInstructions?: string | undefined;
  readonly queryParams: Readonly<Record<string, string>>;
  readonly httpHeaders: Readonly<Record<string, string>>;
  /** Header name to the environment variable that holds its value. */
  readonly envHttpHeaders: Readonly<Record<string, string>>;
  /** Further attempts until an answer begins; nobody is told of them. */
  readonly requestMaxRetries: number;
  /** Further attempts after an answer broke off; clients hear of each. */
  readonly streamMaxRetries: number;
  readonly streamIdleTimeoutMs: number;
  /** Keeps its answers, and wants their items sent back with the ids that it gave them (v1-agent-core §4.2). */
  readonly storesAnswers: boolean;
  /** Only such a provider is ever sent the stored OpenAI credentials. */
  readonly requiresOpenaiAuth: boolean;
  /** The scripted provider's script. */
  readonly script?: string | undefined;
}

/** The model provider that the configuration names, ready to be asked. */
export interface ModelSource {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** What the core needs to know about a model. */
export interface ModelTraits {
  /** The model has a shell call of its own. */
  readonly localShell: boolean;
  /** Which form of the patch tool the model is offered unasked. */
  readonly patchTool: 'function' | null;
  /** It has to be told how patches look when it is offered no tool for them. */
  readonly patchGuide: boolean;
  /** In tokens; unknown for most models. */
  readonly contextWindow: number | null;
  /** Tokens from which on a history is summed up; null: never. */
  readonly autoCompactLimit: number | null;
}

export interface Models {
  source(settings: ConversationSettings): ModelSource;
  traits(model: string): ModelTraits;
}

/** A tool as the model is told about it, in the words of the Responses API. */
export type ToolSpec =
  | {
      readonly type: 'function';
      readonly name: string;
      readonly description: string;
      readonly strict: false;
      readonly parameters: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'custom';
      readonly name: string;
      readonly description: string;
      readonly format: { readonly type: 'grammar'; readonly syntax: 'lark'; readonly definition: string };
    }
  | { readonly type: 'local_shell' }
  /** Run by the provider itself. */
  | { readonly type: 'web_search' };

export interface ModelRequest {
  readonly conversationId: string;
  readonly model: string;
  readonly instructions: string;
  readonly input: readonly ResponseItem[];
  readonly tools: readonly ToolSpec[];
  readonly effort?: ReasoningEffort | undefined;
  readonly summary: ReasoningSummary;
  readonly verbosity?: Verbosity | undefined;
  readonly forceReasoningOf?: string | undefined;
  /** Whose account the request is made in, where the provider wants one; it is not sent in anybody else's. */
  readonly account?: string | undefined;
}

/** What a model answers, one at a time. The stream ends after `completed`; it throws `ModelError` when it breaks. */
export type ModelEvent =
  | { readonly type: 'started'; readonly rateLimits: RateLimitSnapshot | null }
  | { readonly type: 'item-started'; readonly item: Record<string, unknown> }
  | { readonly type: 'item-done'; readonly item: ResponseItem; readonly itemId: string | undefined }
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | { readonly type: 'reasoning-content-delta'; readonly text: string }
  | { readonly type: 'reasoning-section' }
  /** A remark on the answer, for people. */
  | { readonly type: 'note'; readonly message: string }
  | { readonly type: 'completed'; readonly usage: TokenUsage | null };

export interface ModelErrorOptions extends ErrorOptions {
  /** The same for programs. */
  readonly failure?: Failure | undefined;
  /** Asking again cannot help. Default: it may. */
  readonly final?: boolean | undefined;
  /** Milliseconds after which the provider wants to be asked again. */
  readonly retryAfterMs?: number | undefined;
  /** What the provider says of its limits together with the error. */
  readonly rateLimits?: RateLimitSnapshot | undefined;
}

/** The model did not answer, or not to the end. The message is what a client may show. */
export class ModelError extends Error {
  override name = 'ModelError';
  readonly failure: Failure | undefined;
  readonly final: boolean;
  readonly retryAfterMs: number | undefined;
  readonly rateLimits: RateLimitSnapshot | undefined;

  constructor(message: string, options: ModelErrorOptions = {}) {
    const { failure, final = false, retryAfterMs, rateLimits, ...more } = options;
    super(message, more);
    this.failure = failure;
    this.final = final;
    this.retryAfterMs = retryAfterMs;
    this.rateLimits = rateLimits;
  }

  /** The same error with something else in it. */
  with({ message = this.message, ...options }: ModelErrorOptions & { message?: string }): ModelError {
    const { failure, final, retryAfterMs, rateLimits, cause } = this;
    return new ModelError(message, { failure, final, retryAfterMs, rateLimits, cause, ...options });
  }
}

export interface ToolCall {
  readonly callId: string;
  readonly kind: 'function' | 'custom' | 'local-shell';
  readonly name: string;
  /** As the model wrote it: JSON for functions, and the action of a `local_shell_call` as JSON. */
  readonly input: string;
}

export interface ToolContext {
  readonly settings: ConversationSettings;
  /** Commands that the person has approved for as long as the conversation is loaded; a tool's own keys. */
  readonly approved: Set<string>;
  /** Aborted when the turn ends. */
  readonly signal: AbortSignal;
  emit(event: CoreEvent): void;
  /** Shows the model something beside the output of the call, with its next request. */
  attach(input: UserInput): void;
  /** Asks the person; an `abort` ends the turn and rejects, as does the end of the turn. */
  ask(question: Question): Promise<Exclude<ReviewDecision, 'abort'>>;
}

export interface Tool {
  readonly spec: ToolSpec;
  /** Whether a call of the model is for this tool. */
  answers(call: ToolCall): boolean;
  /** Text for the model; failures are text as well. Rejects only when aborted or by a defect. */
  run(call: ToolCall, context: ToolContext): Promise<string>;
}

export interface Tools {
  /** What the model must be told beside the built-in instructions. */
  instructions(settings: ConversationSettings): string | undefined;
  /** Begins what the tools of a conversation need, and waits for none of it; `tell` says what becomes of it later. */
  open(settings: ConversationSettings, tell: (event: ToolEvent) => void): ToolSet;
}

/** What tools tell outside of their calls. */
export type ToolEvent = Extract<CoreEvent, { type: 'failed' | 'note' }>;

/** The tools of one loaded conversation. */
export interface ToolSet {
  /**
   * What the model is offered with its next request; a call of any other name is refused. What is not ready within a short
   * time is left out. Never rejects.
   */
  offered(settings: ConversationSettings, signal: AbortSignal): Promise<readonly Tool[]>;
  close(): void;
}

/** The params of a client that shape a new conversation. `null` and absent both mean "not given". */
export interface SettingsOverrides {
  readonly model?: string | null | undefined;
  readonly profile?: string | null | undefined;
  readonly cwd?: string | null | undefined;
  readonly approvalPolicy?: AskForApproval | null | undefined;
  readonly sandbox?: SandboxPolicy['mode'] | null | undefined;
  readonly config?: Record<string, unknown> | null | undefined;
  readonly baseInstructions?: string | null | undefined;
  readonly includePlanTool?: boolean | null | undefined;
  readonly includeApplyPatchTool?: boolean | null | undefined;
}

/** Configuration, read afresh at each call so that edits on disk count. */
export interface Settings {
  /** Throws `AppError` `config_invalid`. */
  derive(overrides: SettingsOverrides): ConversationSettings;
  /** What `config.toml` alone says. Throws `AppError` `config_unreadable`. */
  saved(): SavedConfig;
  /** Writes the model that conversations begin with. Throws `AppError` `config_unreadable` or `io_error`. */
  saveDefaultModel(wanted: DefaultModel): void;
  /** Whether the provider in force wants an OpenAI account. While the configuration cannot be used, what held before; a finding says so. */
  requiresOpenaiAuth(): boolean;
  /** What was odd about the configuration when it was last used. */
  findings(): readonly Finding[];
}

/** Something that people should know and that stops nothing. */
export interface Finding {
  /** Tells one finding from another: each is told once, however its message changes. */
  readonly about: string;
  readonly message: string;
  readonly error?: Failure | undefined;
}

/** What is left out is unset. */
export interface DefaultModel {
  readonly model?: string | undefined;
  readonly effort?: ReasoningEffort | undefined;
}

/** The part of `config.toml` that clients may see. Null in a profile: not set there. */
export interface SavedConfig {
  approvalPolicy?: AskForApproval | undefined;
  sandboxMode?: SandboxMode | undefined;
  sandboxSettings?:
    | { writableRoots: string[]; networkAccess: boolean; excludeTmpdirEnvVar: boolean; excludeSlashTmp: boolean }
    | undefined;
  model?: string | undefined;
  modelReasoningEffort?: ReasoningEffort | undefined;
  modelReasoningSummary?: ReasoningSummary | undefined;
  modelVerbosity?: Verbosity | undefined;
  tools?: { webSearch?: boolean | undefined; viewImage?: boolean | undefined } | undefined;
  profile?: string | undefined;
  profiles: Record<string, SavedProfile>;
}

export interface SavedProfile {
  model: string | null;
  modelProvider: string | null;
  approvalPolicy: AskForApproval | null;
  modelReasoningEffort: ReasoningEffort | null;
  modelReasoningSummary: ReasoningSummary | null;
  modelVerbosity: Verbosity | null;
  chatgptBaseUrl: string | null;
}

export interface AccountStatus {
  /** Undefined when nobody is signed in. */
  readonly method?: 'apikey' | 'chatgpt' | undefined;
  readonly token?: string | undefined;
  /** The ways in that can be offered; none when somebody is signed in. */
  readonly signInOptions: readonly ('apikey' | 'chatgpt' | 'environment')[];
}

export interface Accounts {
  status(): AccountStatus;
  /** Names whose account requests are made in, without telling a secret; undefined when nobody is signed in. */
  account(): string | undefined;
  /** The address in the stored tokens, whichever way is used to sign in; nothing vouches for it. */
  email(): string | undefined;
  /** Renews the tokens of an account, now or if it is time. Never fails: what is stored then stays. Undefined when there is nothing to do. */
  renew(when: 'now' | 'due'): Promise<void> | undefined;
  /** Signs in and out; who listens hears of it by `announce`. Throw `AppError`. */
  signInWithKey(apiKey: string): void;
  signOut(): void;
  announce(): void;
  /** Somebody has signed in or out, here or in another process. Gives the way to end that. */
  onChange(listener: (change: Pick<AccountStatus, 'method'>) => void): () => void;
  /** What is odd about the sign-in. */
  findings(): readonly Finding[];
}

/** A sign-in with an account that waits for a browser. */
export interface PendingSignIn {
  readonly id: string;
  /** The page to open. */
  readonly url: string;
  /** Never rejects. */
  readonly ended: Promise<{ readonly success: boolean; readonly error?: string | undefined }>;
}

export interface SignIns {
  /** Begins one in place of the one that waits. Throws `AppError` `login_failed` or `login_not_allowed`. */
  begin(): Promise<PendingSignIn>;
  /** Throws `AppError` `login_not_found`. */
  cancel(id: string): void;
}

export interface OneOffCommand {
  readonly argv: readonly string[];
  /** Default: the server's. */
  readonly cwd?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Default: that of the configuration. */
  readonly policy?: SandboxPolicy | undefined;
  readonly signal: AbortSignal;
}

export interface Commands {
  /** Runs a command of the client's own under the fence; throws `AppError` when it does not run to its end. */
  runOneOff(command: OneOffCommand): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

/** A file that a search has found, as the wire tells it. */
export interface FoundFile {
  /** As the client named it. */
  readonly root: string;
  /** From the root, with slashes. */
  readonly path: string;
  readonly file_name: string;
  readonly score: number;
  /** Code points of `path`, from 0, in order. */
  readonly indices: number[];
}

export interface FileSearch {
  /** The best files below each root, best first; aborting gives none. Rejects only by a defect. */
  find(query: string, roots: readonly string[], signal: AbortSignal): Promise<FoundFile[]>;
}

export interface Workspace {
  /** Commit, branch and origin of the repository around `cwd`; undefined outside of one. */
  gitInfo(cwd: string): Promise<GitInfo | undefined>;
  /** How the working tree differs from the nearest commit that a remote has; a relative `cwd` begins at the server's. Throws `AppError` `git_diff_failed`. */
  diffToRemote(cwd: string, signal: AbortSignal): Promise<{ sha: string; diff: string }>;
  /** The person's standing instructions and those of the project around `cwd`, as one text; undefined when there are none. */
  instructions(cwd: string, settings: ProjectDocSettings): Promise<string | undefined>;
  /** The person's login shell where it is one that the agent is told about (`bash`, `zsh`). */
  readonly loginShell: string | undefined;
}

/** The person's own program that is told of finished turns. */
export interface Notifier {
  /** Starts it and does not wait for its end; rejects when it cannot be started. */
  turnEnded(program: readonly string[], turn: EndedTurn): Promise<void>;
}

export interface EndedTurn {
  readonly turnId: string;
  /** What the person said, message by message. */
  readonly said: readonly string[];
  readonly lastMessage: string | null;
}

export interface Ports {
  readonly clock: Clock;
  readonly backOff: BackOff;
  readonly ids: Ids;
  readonly log: CoreLog;
  readonly store: LogStore;
  readonly models: Models;
  readonly tools: Tools;
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly workspace: Workspace;
  readonly notifier: Notifier;
  readonly identity: ServerIdentity;
}

/** How this server names itself in rollouts, to models and to clients. */
export interface ServerIdentity {
  readonly originator: string;
  readonly version: string;
  userAgent(): string;
}
