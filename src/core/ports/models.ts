import type { Failure } from '../../../protocol/errors.js';
import type { HistoryItem } from '../../domain/history-item.js';
import type { ReasoningEffort, ReasoningSummary, Verbosity } from '../../domain/policies.js';
import type { RateLimits, TokenUsage } from '../../domain/token-usage.js';
import type { ConversationSettings } from './settings.js';

/** The model provider that the configuration names, ready for requests. */
export interface ModelSource {
  /** Events that have arrived together are given together. */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<readonly ModelEvent[]>;
}

/** What the core needs to know about a model. */
export interface ModelTraits {
  /** The model has its own call for the shell. */
  readonly localShell: boolean;
  /** Which form of the patch tool the model is offered unasked. */
  readonly patchTool: 'function' | null;
  /** Its instructions must say how patches look when it is offered no tool for them. */
  readonly patchGuide: boolean;
  /** A present model: it was trained with `exec_command` and `write_stdin` in place of `shell`. */
  readonly execTools: boolean;
  /** With these it is offered the patch tool in its free form. */
  readonly freeformPatch: boolean;
  /** In tokens; unknown for most models. */
  readonly contextWindow: number | null;
  /** Tokens from which on a history is summed up; null: never. */
  readonly autoCompactLimit: number | null;
}

/** A speed that a client can choose for a model. */
export interface ServiceTier {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** A model that a client can choose. */
export interface ListedModel {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly isHidden?: boolean | undefined;
  readonly efforts: readonly ReasoningEffort[];
  readonly defaultEffort: ReasoningEffort;
  /** Tokens; unknown for most models. */
  readonly contextWindow?: number | undefined;
  /** Tokens that the provider allows to ask for. */
  readonly maxContextWindow?: number | undefined;
  /** Speeds with other prices. */
  readonly serviceTiers?: readonly ServiceTier[] | undefined;
  readonly specialty?: string | undefined;
  /** The model that takes its place. */
  readonly successor?: string | undefined;
}

export interface Models {
  source(settings: ConversationSettings): ModelSource;
  traits(model: string): ModelTraits;
}

export interface ModelList {
  /** The models to choose from with these settings: the one in force is among them. */
  listed(settings: Pick<ConversationSettings, 'model' | 'provider'>): readonly ListedModel[];
}

export interface ToolNamespace {
  readonly namespace: string;
  /** What the tools in the namespace are for. */
  readonly about: string;
}

/** A tool as the model is shown it, in the words of the Responses API. */
export type ToolSpec =
  | {
      readonly type: 'function';
      readonly name: string;
      readonly description: string;
      readonly strict: false;
      readonly parameters: Readonly<Record<string, unknown>>;
      /** The same tool for models that know namespaces (C500). */
      readonly within?: ToolNamespace & { readonly tool: string; readonly description?: string };
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
  readonly input: readonly HistoryItem[];
  readonly tools: readonly ToolSpec[];
  /** A model that knows namespaces is shown them, in the tools and in the input. */
  readonly namespaces: boolean;
  readonly effort?: ReasoningEffort | undefined;
  readonly summary: ReasoningSummary;
  readonly verbosity?: Verbosity | undefined;
  /** Sent only if the model has it. */
  readonly serviceTier?: string | undefined;
  readonly forceReasoningOf?: string | undefined;
  /** JSON Schema of the answer. */
  readonly outputSchema?: unknown;
  /** The account of the request, where the provider wants one; the request is not sent under another account. */
  readonly account?: string | undefined;
}

/** What a model answers, one at a time. The stream ends after `completed`; it throws `ModelError` when it breaks. */
export type ModelEvent =
  | { readonly type: 'started'; readonly rateLimits: RateLimits | null }
  | { readonly type: 'item-started'; readonly item: Record<string, unknown> }
  | { readonly type: 'item-done'; readonly item: HistoryItem; readonly itemId: string | undefined }
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | { readonly type: 'reasoning-content-delta'; readonly text: string }
  | { readonly type: 'reasoning-section' }
  /** A remark on the answer, for users. */
  | { readonly type: 'note'; readonly message: string }
  /** `responseId`: the provider's own, where it gives one. */
  | { readonly type: 'completed'; readonly usage: TokenUsage | null; readonly responseId?: string | undefined };

export interface ModelErrorOptions extends ErrorOptions {
  /** The same for programs. */
  readonly failure?: Failure | undefined;
  /** True: a further request cannot help. Default: it can. */
  readonly final?: boolean | undefined;
  /** Milliseconds after which the provider wants another request. */
  readonly retryAfterMs?: number | undefined;
  /** What the provider says of its limits together with the error. */
  readonly rateLimits?: RateLimits | undefined;
}

/** The model did not answer, or not to the end. The message is what a client may show. */
export class ModelError extends Error {
  override name = 'ModelError';
  readonly failure: Failure | undefined;
  readonly final: boolean;
  readonly retryAfterMs: number | undefined;
  readonly rateLimits: RateLimits | undefined;

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
