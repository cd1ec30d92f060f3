import type { ExtraPermissions } from './permissions.js';

/** What the server needs from a client besides decisions: answers of the user, or the run of a tool of the client. */
export type ClientRequestBody = UserInputRequest | ElicitationRequest | DynamicToolRequest | PermissionsRequest;

/** Questions of the model to the user. */
export interface UserInputRequest {
  readonly kind: 'user-input';
  readonly callId: string;
  readonly questions: readonly UserQuestion[];
}

export interface UserQuestion {
  readonly id: string;
  /** A title of a few words. */
  readonly header: string;
  readonly question: string;
  /** Another answer than the options is welcome. */
  readonly isOther: boolean;
  /** The answer must not be visible while the user types it. */
  readonly isSecret: boolean;
  readonly options: readonly { readonly label: string; readonly description: string }[] | null;
}

/** An MCP server asks the user. */
export type ElicitationRequest = {
  readonly kind: 'elicitation';
  readonly server: string;
  readonly message: string;
  /** Null when the server gives none. */
  readonly meta: unknown;
} & (
  | { readonly mode: 'form'; readonly requestedSchema: object }
  | { readonly mode: 'url'; readonly url: string; readonly elicitationId: string }
);

/** A call of a tool that the client has brought. */
export interface DynamicToolRequest {
  readonly kind: 'dynamic-tool';
  readonly callId: string;
  readonly namespace: string | null;
  readonly tool: string;
  readonly arguments: unknown;
}

/** The model asks for more permissions than the sandbox gives it. */
export interface PermissionsRequest {
  readonly kind: 'permissions';
  readonly callId: string;
  /** Of the turn. */
  readonly cwd: string;
  readonly reason: string | null;
  readonly permissions: ExtraPermissions;
}

export type ClientAnswer = UserInputAnswer | ElicitationAnswer | DynamicToolAnswer | PermissionsAnswer;

export interface UserInputAnswer {
  readonly kind: 'user-input';
  /** By the id of the question. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

export interface ElicitationAnswer {
  readonly kind: 'elicitation';
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content: unknown;
  readonly meta: unknown;
}

export interface DynamicToolAnswer {
  readonly kind: 'dynamic-tool';
  readonly contentItems: readonly ToolContent[];
  readonly success: boolean;
}

/** What the user grants, as the client has written it: it may be more than was asked for. */
export interface PermissionsAnswer {
  readonly kind: 'permissions';
  readonly permissions: ExtraPermissions;
  readonly scope: 'turn' | 'session';
  /** The user wants to see each command of the turn before it runs. */
  readonly strict: boolean;
}

/** A part of what a tool of the client gives. */
export type ToolContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string }
  | { readonly type: 'audio'; readonly url: string };

export type AnswerTo<R extends ClientRequestBody> = Extract<ClientAnswer, { kind: R['kind'] }>;

/** It is state of the conversation until it is answered or its turn ends. */
export interface ClientRequest {
  readonly id: string;
  readonly turnId: string;
  readonly itemId: string;
  readonly requestedAt: number;
  readonly request: ClientRequestBody;
}
