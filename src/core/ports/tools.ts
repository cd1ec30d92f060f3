import type { ReviewDecision, SandboxPolicy } from '../../../protocol/rollout/policies.js';
import type { Question } from '../conversation/approvals.js';
import type { CoreEvent } from '../events.js';
import type { UserInput } from '../history/user-input.js';
import type { ToolSpec } from './models.js';
import type { ConversationSettings } from './settings.js';

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
  /** Runs a command of the client's own under the sandbox; throws `AppError` when it does not run to its end. */
  runOneOff(command: OneOffCommand): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}
