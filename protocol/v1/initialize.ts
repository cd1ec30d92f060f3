import * as z from 'zod';
import { family, request } from '../declare.js';
import { type Infer, named } from '../schema.js';
import { wishes } from '../turnwire/wishes.js';

export const ClientInfo = named('ClientInfo', 'Which program the client is. It becomes part of the user agent.', () =>
  z.object({ name: z.string(), title: z.string().nullish(), version: z.string() }),
);
export type ClientInfo = Infer<typeof ClientInfo>;

export const InitializeParams = named('InitializeParams', 'Params of `initialize`.', () =>
  z.object({ clientInfo: ClientInfo(), turnwire: wishes() }),
);
export type InitializeParams = Infer<typeof InitializeParams>;

export const ServerInfo = named('ServerInfo', 'Which program the server is.', () =>
  z.object({ name: z.string(), version: z.string() }),
);
export type ServerInfo = Infer<typeof ServerInfo>;

export const InitializeResponse = named('InitializeResponse', 'Result of `initialize`.', () =>
  z.object({
    userAgent: z.string().describe('The user agent that the server sends to models.'),
    serverInfo: ServerInfo().optional().describe('Other servers of v1 leave out this member and all that follow.'),
    protocols: z.array(z.string()).optional().describe('The versions of the protocol that the server speaks.'),
    methods: z.array(z.string()).optional().describe('The requests that work now.'),
    codexHome: z
      .string()
      .optional()
      .describe('The folder of the configuration and the conversations. Left out by older servers.'),
    platformFamily: z.string().optional().describe('`unix` or `windows`.'),
    platformOs: z.string().optional().describe('`linux`, `macos` or `windows`.'),
  }),
);
export type InitializeResponse = Infer<typeof InitializeResponse>;

export const GetUserAgentResponse = named('GetUserAgentResponse', 'Result of `getUserAgent`.', () =>
  z.object({ userAgent: z.string() }),
);
export type GetUserAgentResponse = Infer<typeof GetUserAgentResponse>;

const userAgent = 'turnwire/0.171.0 (Debian 12.0.0; x86_64) xterm (garden-editor; 1.4.0)';

export const initialization = family({
  initialize: request({
    doc: 'Introduces the client. It must be the first request.',
    params: InitializeParams,
    result: InitializeResponse,
    errors: ['already_initialized'],
    order: 'Every request before the reply is refused with `not_initialized`.',
    example: {
      params: { clientInfo: { name: 'garden-editor', title: 'Garden Editor', version: '1.4.0' } },
      result: {
        userAgent,
        serverInfo: { name: 'turnwire', version: '0.1.0' },
        protocols: ['v1', 'v2'],
        methods: ['initialize', 'getUserAgent', 'newConversation'],
        codexHome: '/home/ada/.codex',
        platformFamily: 'unix',
        platformOs: 'linux',
      },
    },
  }),
  getUserAgent: request({
    doc: 'Returns the user agent that the server sends to models.',
    params: null,
    result: GetUserAgentResponse,
    errors: [],
    example: { result: { userAgent } },
  }),
});
