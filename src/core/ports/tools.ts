import type { ApprovalDecision, ApprovalRequest } from '../../domain/approval.js';
import type { AnswerTo, ClientRequestBody } from '../../domain/client-request.js';
import type { EventBody } from '../../domain/events.js';
import type { ToolOutput } from '../../domain/history-item.js';
import type { ToolSpec } from './models.js';
import type { ConversationSettings } from './settings.js';

export interface ToolCall {
  readonly callId: string;
  readonly kind: 'function' | 'custom' | 'local-shell';
  /** The plain name. It contains the name of the namespace. */
  readonly name: string;
  readonly namespace?: string | undefined;
  /** As the model wrote it: JSON for functions, and the action of a `local_shell_call` as JSON. */
  readonly input: string;
}

/** What an approval for the session lets later patches write; all paths are real. */
export interface PatchGrant {
  readonly files: readonly string[];
  /** Folders, with everything below them. */
  readonly folders: readonly string[];
}

/** What the user has allowed for as long as the conversation is loaded. */
export interface Grants {
  allowCommand(command: readonly string[], cwd: string): void;
  allowsCommand(command: readonly string[], cwd: string): boolean;
  allowPatches(grant: PatchGrant): void;
  /** What patches may write; real paths. */
  readonly files: ReadonlySet<string>;
  /** Folders, with everything below them. */
  readonly folders: ReadonlySet<string>;
  /** `definition`: the description of the tool at the time of the approval. */
  allowMcpTool(server: string, tool: string, definition: string): void;
  allowsMcpTool(server: string, tool: string, definition: string): boolean;
}

export interface ToolContext {
  readonly settings: ConversationSettings;
  readonly grants: Grants;
  /** Aborted when the turn ends. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
  emit(event: EventBody): void;
  /** The same for events of commands that may outlive the turn; persisted events are stored first. Never throws. */
  emitLate(event: EventBody): void;
  /** Shows the model a picture in addition to the output of the call, with its next request. */
  attachImage(url: string): void;
  /** Asks the user; a `cancel` ends the turn and rejects, as does the end of the turn. */
  requestApproval(itemId: string, request: ApprovalRequest): Promise<Exclude<ApprovalDecision, 'cancel'>>;
  /**
   * Asks the clients; null at once when none can answer, when the answer cannot be read, and when the request is taken back. Rejects when the turn ends
   * first.
   */
  requestInput<R extends ClientRequestBody>(
    itemId: string,
    request: R,
    withdrawn?: AbortSignal,
  ): Promise<AnswerTo<R> | null>;
}

/** The result of a call. `events` report its end; they are emitted after the output is stored. */
export interface ToolResult {
  /** Text for the model; failures are text as well. */
  readonly output: ToolOutput['output'];
  readonly events?: readonly EventBody[] | undefined;
  /** The result of the call for hooks; undefined when it did not succeed. */
  readonly response?: unknown;
  /** An earlier call whose command has ended during this call. For hooks, the result belongs to the earlier call. */
  readonly endedCall?: EndedCall | undefined;
}

export interface EndedCall {
  readonly callId: string;
  readonly hooked: Omit<HookedCall, 'withInput'>;
}

/** How hooks see a call. */
export interface HookedCall {
  readonly name: string;
  /** Other names that matchers know it by. */
  readonly aliases?: readonly string[] | undefined;
  readonly input: unknown;
  /** The same call with another input; undefined when it cannot be one. */
  withInput(input: unknown): ToolCall | undefined;
}

export interface Tool {
  readonly spec: ToolSpec;
  /** Whether a call of the model is for this tool. */
  answers(call: ToolCall): boolean;
  /** How hooks see a call; undefined: they do not. A tool without it is seen by its name and its arguments. */
  hooked?(call: ToolCall): HookedCall | undefined;
  /** Rejects only when aborted or by a defect. */
  run(call: ToolCall, context: ToolContext): Promise<string | ToolResult>;
}

export interface Tools {
  /** Instructions for the model, in addition to the built-in ones. */
  instructions(settings: ConversationSettings): string | undefined;
  /** Starts what the tools of a conversation need, without waiting for it; `report` gets the outcome later. */
  open(settings: ConversationSettings, report: (event: ToolEvent) => void): ToolSet;
}

/** Reports of tools outside of their calls. */
export type ToolEvent = Extract<EventBody, { type: 'mcp-start' | 'note' }>;

/** The tools of one loaded conversation. */
export interface ToolSet {
  /** The tools for one turn, with the state that they keep during it. */
  beginTurn(): TurnTools;
  /** Commands that still run after their calls have returned. */
  readonly terminals: Terminals;
  /** Starts the MCP servers that the settings name, also those that have failed, and waits for none. */
  reload(settings: ConversationSettings): void;
  /** Ends what still runs. */
  close(): void;
}

/** A command that still runs after its call has returned. */
export interface Terminal {
  readonly itemId: string;
  readonly processId: string;
  /** As the model wrote it. */
  readonly command: string;
  readonly cwd: string;
  readonly pid: number | undefined;
}

export interface Terminals {
  list(): readonly Terminal[];
  /** False when no such command runs. */
  terminate(processId: string): boolean;
}

/** A command of the user, as the shell reads it. */
export interface UserCommand {
  readonly itemId: string;
  readonly script: string;
  readonly timeoutMs: number;
}

export interface TurnTools {
  /** Whether a call is changing files in this process. After an abort it restores them, which takes some time. */
  readonly writing: boolean;
  /**
   * The tools in the next request to the model; a call with any other name is refused. Tools that are not ready within a short
   * time are left out. Never rejects.
   */
  offered(settings: ConversationSettings, signal: AbortSignal): Promise<readonly Tool[]>;
  /** Runs a command of the user to its end, without a sandbox. Returns the text for the model; empty when there is nothing to tell. */
  runForUser(command: UserCommand, context: ToolContext): Promise<string>;
}
