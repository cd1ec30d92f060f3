import * as z from 'zod';
import { family, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { wishes } from '../turnwire/wishes.js';
import { HOME } from './examples.js';
import { AbsolutePathBuf, JsonValue } from './json.js';
import { named } from './named.js';

export const ClientInfo = named('ClientInfo', 'Which program the client is. It becomes part of the user agent.', () =>
  z.object({ name: z.string(), title: z.string().nullish(), version: z.string() }),
);
export type ClientInfo = Infer<typeof ClientInfo>;

export const InitializeCapabilities = named('InitializeCapabilities', 'What the client can do and wants.', () =>
  z.object({
    requiredHumanApproval: z.boolean().nullish(),
    explicitGatewayOauth: z.boolean().nullish(),
    experimentalApi: z.boolean().nullish(),
    requestAttestation: z.boolean().nullish(),
    mcpServerOpenaiFormElicitation: z.boolean().nullish(),
    optOutNotificationMethods: z.array(z.string()).nullish(),
    extensions: z.record(z.string(), JsonValue()).nullish(),
  }),
);
export type InitializeCapabilities = Infer<typeof InitializeCapabilities>;

export const InitializeParams = named('InitializeParams', 'Params of `initialize`.', () =>
  z.object({ clientInfo: ClientInfo(), capabilities: InitializeCapabilities().nullish(), turnwire: wishes() }),
);
export type InitializeParams = Infer<typeof InitializeParams>;

export const InitializeResponse = named('InitializeResponse', 'Result of `initialize`.', () =>
  z.object({
    userAgent: z.string(),
    codexHome: AbsolutePathBuf(),
    platformFamily: z.string(),
    platformOs: z.string(),
    serverInfo: z
      .object({ name: z.string(), version: z.string() })
      .optional()
      .describe('Other servers of v2 leave out this member and all that follow.'),
    protocols: z.array(z.string()).optional().describe('The versions of the protocol that the server speaks.'),
    methods: z.array(z.string()).optional().describe('The requests that work now.'),
  }),
);
export type InitializeResponse = Infer<typeof InitializeResponse>;

export const initialization = family({
  initialize: request({
    doc: 'Introduces the client. It must be the first request.',
    stability: 'stable',
    params: InitializeParams,
    result: InitializeResponse,
    errors: ['already_initialized'],
    order: 'Every request before the reply is refused with `not_initialized`.',
    example: {
      params: {
        clientInfo: { name: 'garden-editor', title: 'Garden Editor', version: '1.4.0' },
        capabilities: { experimentalApi: true },
      },
      result: {
        userAgent: 'turnwire/0.171.0 (Debian 12.0.0; x86_64) xterm (garden-editor; 1.4.0)',
        codexHome: HOME,
        platformFamily: 'unix',
        platformOs: 'linux',
        serverInfo: { name: 'turnwire', version: '0.1.0' },
        protocols: ['v1', 'v2'],
        methods: ['initialize', 'getUserAgent', 'newConversation', 'thread/start'],
      },
    },
  }),
});
