/** The MCP servers of a conversation, as the configuration describes them (C102). The core only passes them to the tools. */
export interface McpSettings {
  readonly servers: readonly McpServerSettings[];
  /** Servers whose configuration cannot be used. They do not run, and the user gets the reason. */
  readonly unusable: readonly { readonly name: string; readonly reason: string }[];
  /** Servers that the configuration switches off. */
  readonly disabled: readonly string[];
  /** Milliseconds for which a request waits for a server that is still starting, once for each start. */
  readonly turnWaitMs: number;
}

/** Which calls need an approval. In this order: the tool and the approval policy decide, all calls, calls of tools that are not marked as read-only, none. */
export type McpApproval = 'auto' | 'always' | 'writes' | 'never';

/** The MCP servers for clients that list them or use them without the model. */
export interface McpAccess {
  /** The state and the offers of each server. Starts the servers and waits for them. Never rejects. */
  look(server: McpServerSettings, wanted: McpLook): Promise<McpServerState>;
  /** Calls a tool without an approval. Throws `AppError` `mcp_failed`. */
  call(server: McpServerSettings, call: McpDirectCall, signal: AbortSignal): Promise<McpCallResult>;
  /** Throws `AppError` `mcp_failed`. */
  read(server: McpServerSettings, uri: string, signal: AbortSignal): Promise<readonly McpResourceContent[]>;
}

/** Sign-ins of users to MCP servers, in a browser. */
export interface McpLogin {
  /** Resolves with the page to open; `ended` resolves when the sign-in is stored. Both reject with a message for the user. */
  begin(name: string, address: McpAddress, options: McpLoginOptions): Promise<{ page: string; ended: Promise<void> }>;
}

export interface McpLoginOptions {
  /** Default: those of the configuration, or what the server names. */
  readonly scopes?: readonly string[] | undefined;
  /** Ends it, with the reason of the signal. */
  readonly signal: AbortSignal;
}

export interface McpLook {
  readonly resources: boolean;
  readonly signal: AbortSignal;
}

export interface McpDirectCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>> | undefined;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

export interface McpCallResult {
  readonly content: readonly unknown[];
  readonly isError?: boolean | null | undefined;
  readonly structuredContent?: unknown;
  readonly _meta?: unknown;
}

export interface McpResourceContent {
  readonly uri: string;
  readonly mimeType?: string | undefined;
  /** It is a text, or bytes in base64. */
  readonly text?: string | undefined;
  readonly blob?: string | undefined;
  readonly _meta?: unknown;
}

/** Objects are as the server has sent them; the comments name the members that are checked. */
export interface McpServerState {
  /** Why it does not run. */
  readonly failure: string | undefined;
  readonly about: McpServerAbout | undefined;
  /** Each with a `name`. */
  readonly tools: readonly Readonly<Record<string, unknown>>[];
  /** Each with a `name` and a `uri`. */
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  /** Each with a `name` and a `uriTemplate`. */
  readonly resourceTemplates: readonly Readonly<Record<string, unknown>>[];
  readonly auth: 'unsupported' | 'signed-out' | 'token' | 'signed-in';
}

/** The description of a server by itself. */
export interface McpServerAbout {
  readonly info: Readonly<Record<string, unknown>>;
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** How a model is to use it. */
  readonly instructions?: string | undefined;
}

export interface McpServerSettings {
  readonly name: string;
  readonly endpoint: McpProgram | McpAddress;
  /** From the start until its tools are listed. */
  readonly startupTimeoutMs: number;
  /** For one call. */
  readonly toolTimeoutMs: number;
  /** When given, nothing else is offered. */
  readonly enabledTools?: readonly string[] | undefined;
  readonly disabledTools: readonly string[];
  readonly approval: McpApproval;
  /** By tool; used instead of the value of the server. */
  readonly toolApprovals: Readonly<Record<string, McpApproval>>;
  /** A tool that says that it only reads needs no approval. */
  readonly trustsAnnotations: boolean;
}

/** A program that speaks on its stdin and stdout. */
export interface McpProgram {
  readonly kind: 'program';
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. Default: a separate folder for this server. It is not the folder of the project, because files of the project could choose what runs. */
  readonly cwd?: string | undefined;
  /** `PATH` as the program sees it, without folders that may not choose programs. */
  readonly path?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Variables of the server's own environment that it sees beside the usual ones. */
  readonly envVars: readonly string[];
}

/** A server on the network (streamable HTTP). */
export interface McpAddress {
  readonly kind: 'address';
  readonly url: string;
  /** Without the word `Bearer`. */
  readonly bearerToken?: string | undefined;
  readonly bearerTokenEnvVar?: string | undefined;
  readonly httpHeaders: Readonly<Record<string, string>>;
  /** Header name to the environment variable that holds its value. */
  readonly envHttpHeaders: Readonly<Record<string, string>>;
  /** The scopes that a sign-in requests; default: what the server names. */
  readonly scopes?: readonly string[] | undefined;
  /** How the user's own program is known to the issuer; default: each sign-in registers anew. */
  readonly client?: McpOauthClient | undefined;
  /** What the tokens are requested for; default: what the server calls itself. */
  readonly resource?: string | undefined;
}

/** A client that was registered with an issuer by hand. Each member may be missing: what is then done is up to the sign-in. */
export interface McpOauthClient {
  readonly id?: string | undefined;
  readonly secret?: string | undefined;
  /** How the secret is sent: a method of RFC 7591. */
  readonly secretMethod?: string | undefined;
  /** The address on this machine to which the browser is sent back. */
  readonly callbackUrl?: string | undefined;
  readonly callbackPort?: number | undefined;
}

/** What a sign-in is for: another address is another server, also under the same name. */
export interface McpTarget {
  readonly name: string;
  readonly url: string;
}

/** The tokens of the MCP servers that the user has signed in to. */
export interface McpTokens {
  /** The token to send to this address and to no other, renewed if it has expired; undefined without a sign-in. */
  token(target: McpTarget): Promise<string | undefined>;
  /** The server does not take this token: gives another one, or undefined when there is none. Rejects when the issuer could not be reached. */
  renew(target: McpTarget, refused: string): Promise<string | undefined>;
}
