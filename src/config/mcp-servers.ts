import { resolve } from 'node:path';
import * as z from 'zod';
import type { McpApproval, McpOauthClient, McpServerSettings, McpSettings } from '../core/ports/mcp.js';
import { type Project, safePath } from './trust.js';

const seconds = z.number().min(0);
const texts = z.record(z.string(), z.string());
const list = z.array(z.string());
/** Later versions of the reference also write tables with a name. */
const variables = z.lazy(() =>
  z.array(z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)])),
);

/** The words of later versions of the reference (C307). An unknown word needs an approval for each call. */
const MODES: Readonly<Record<string, McpApproval>> = {
  auto: 'auto',
  prompt: 'always',
  writes: 'writes',
  approve: 'never',
};
const mode = z.lazy(() =>
  z
    .unknown()
    .transform((word): McpApproval | undefined =>
      word === undefined ? undefined : typeof word === 'string' && Object.hasOwn(MODES, word) ? MODES[word] : 'always',
    )
    .optional(),
);

const PROGRAM_KEYS = ['command', 'args', 'env', 'cwd', 'env_vars'] as const;
const ADDRESS_KEYS = [
  'url',
  'bearer_token',
  'bearer_token_env_var',
  'http_headers',
  'env_http_headers',
  'scopes',
  'oauth',
  'oauth_resource',
] as const;

/** A client that the user has registered with the issuer of the tokens. */
const oauth = z.lazy(() =>
  z.looseObject({
    client_id: z.string().optional(),
    client_secret: z.string().optional(),
    token_endpoint_auth_method: z.enum(['client_secret_basic', 'client_secret_post']).optional(),
    callback_url: z.string().optional(),
    callback_port: z.int().min(0).max(65_535).optional(),
  }),
);

/** `[mcp_servers.<name>]`: a program or an address, never both (C102). */
export const McpServer = z.lazy(() =>
  z
    .looseObject({
      command: z.string().optional(),
      args: list.optional(),
      env: texts.optional(),
      cwd: z.string().optional(),
      env_vars: variables.optional(),
      url: z.string().optional(),
      bearer_token: z.string().optional(),
      bearer_token_env_var: z.string().optional(),
      http_headers: texts.optional(),
      env_http_headers: texts.optional(),
      scopes: list.optional(),
      oauth: oauth.optional(),
      oauth_resource: z.string().optional(),
      startup_timeout_sec: seconds.optional(),
      startup_timeout_ms: seconds.optional(),
      tool_timeout_sec: seconds.optional(),
      enabled: z.boolean().default(true),
      enabled_tools: list.optional(),
      disabled_tools: list.default([]),
      approval: z.enum(['auto', 'always', 'never']).optional(),
      default_tools_approval_mode: mode,
      tools: z.record(z.string(), z.looseObject({ approval_mode: mode })).optional(),
      trust_annotations: z.boolean().default(false),
    })
    .superRefine((server, { addIssue }) => {
      const wrong = (key: string, message: string) => addIssue({ code: 'custom', path: [key], message });
      const given = (keys: readonly (keyof typeof server)[]) => keys.filter((key) => server[key] !== undefined);
      if (server.command !== undefined) {
        for (const key of given(ADDRESS_KEYS)) wrong(key, `${key} is not supported for stdio`);
      } else if (server.url !== undefined) {
        for (const key of given(PROGRAM_KEYS)) wrong(key, `${key} is not supported for streamable_http`);
      } else addIssue({ code: 'custom', path: [], message: 'invalid transport: neither `command` nor `url`' });
    }),
);
export type McpServer = z.infer<typeof McpServer>;

const STARTUP_TIMEOUT_SEC = 10;
const TOOL_TIMEOUT_SEC = 60;
const TURN_WAIT_MS = 2000;
/** Node's timers know no longer time. */
const MAX_MS = 2 ** 31 - 1;

export interface McpContext {
  readonly env: NodeJS.ProcessEnv;
  /** The server's working directory: relative folders start here. */
  readonly cwd: string;
}

/** The servers of a conversation that works in `cwd`, a folder of `project`. */
export function mcpSettings(
  servers: Readonly<Record<string, McpServer>>,
  turnWaitMs: number | undefined,
  context: McpContext,
  cwd: string,
  project: Project,
): Omit<McpSettings, 'unusable'> {
  const enabled = Object.entries(servers).filter(([, server]) => server.enabled);
  return {
    servers: enabled.map(([name, server]) =>
      inProject(serverSettings(name, server, context.cwd), context, cwd, project),
    ),
    disabled: Object.keys(servers).filter((name) => !servers[name]?.enabled),
    turnWaitMs: turnWaitMs ?? TURN_WAIT_MS,
  };
}

/** Programs start in the project only if it is trusted, unless the configuration names a folder. */
function inProject(settings: McpServerSettings, { env }: McpContext, cwd: string, project: Project): McpServerSettings {
  const { endpoint } = settings;
  if (endpoint.kind === 'address') return settings;
  const folder = endpoint.cwd ?? (project.isTrusted ? cwd : undefined);
  const path = safePath(env.PATH, project);
  return { ...settings, endpoint: { ...endpoint, path, ...(folder === undefined ? {} : { cwd: folder }) } };
}

/** The settings of one server, enabled or not. */
export function serverSettings(name: string, server: McpServer, cwd: string): McpServerSettings {
  const startupMs = (server.startup_timeout_sec ?? STARTUP_TIMEOUT_SEC) * 1000;
  return {
    name,
    endpoint: endpointOf(server, cwd),
    startupTimeoutMs: milliseconds(
      server.startup_timeout_sec === undefined ? (server.startup_timeout_ms ?? startupMs) : startupMs,
    ),
    toolTimeoutMs: milliseconds((server.tool_timeout_sec ?? TOOL_TIMEOUT_SEC) * 1000),
    enabledTools: server.enabled_tools,
    disabledTools: server.disabled_tools,
    approval: server.approval ?? server.default_tools_approval_mode ?? 'auto',
    toolApprovals: toolApprovals(server),
    trustsAnnotations: server.trust_annotations,
  };
}

function toolApprovals({ tools = {} }: McpServer): Record<string, McpApproval> {
  const modes = Object.entries(tools).flatMap(([name, { approval_mode }]) =>
    approval_mode ? [[name, approval_mode]] : [],
  );
  return Object.fromEntries(modes) as Record<string, McpApproval>;
}

function endpointOf(server: McpServer, cwd: string): McpServerSettings['endpoint'] {
  if (server.command !== undefined) {
    return {
      kind: 'program',
      command: server.command,
      args: server.args ?? [],
      env: server.env ?? {},
      envVars: server.env_vars ?? [],
      ...(server.cwd === undefined ? {} : { cwd: resolve(cwd, server.cwd) }),
    };
  }
  return {
    kind: 'address',
    url: server.url as string,
    // People write the token with and without the word that comes before it on the wire (C138).
    bearerToken: server.bearer_token?.trim().replace(/^bearer\s+/i, ''),
    bearerTokenEnvVar: server.bearer_token_env_var,
    httpHeaders: server.http_headers ?? {},
    envHttpHeaders: server.env_http_headers ?? {},
    scopes: server.scopes,
    client: server.oauth && clientOf(server.oauth),
    resource: server.oauth_resource || undefined,
  };
}

/** The reference takes an empty text for none, and so do we. */
const clientOf = (client: z.infer<typeof oauth>): McpOauthClient => ({
  id: client.client_id || undefined,
  secret: client.client_secret || undefined,
  secretMethod: client.token_endpoint_auth_method,
  callbackUrl: client.callback_url || undefined,
  callbackPort: client.callback_port,
});

const milliseconds = (value: number): number => Math.min(Math.round(value), MAX_MS);
