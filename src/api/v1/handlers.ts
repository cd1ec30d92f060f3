import { plainTurnwireRequests } from '../../../protocol/turnwire/index.js';
import { clientRequests } from '../../../protocol/v1/index.js';
import type { initialization } from '../../../protocol/v1/initialize.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { initialize } from '../initialize.js';
import { accountHandlers } from './accounts.js';
import type { Api } from './api.js';
import { configHandlers } from './config.js';
import { conversationHandlers } from './conversations.js';
import { listenerHandlers } from './listeners.js';
import { statusHandlers } from './status.js';
import { turnHandlers } from './turns.js';
import { turnwireHandlers } from './turnwire.js';
import { workspaceHandlers } from './workspace.js';

const initializationHandlers = {
  initialize: ({ session, identity, home }, params) =>
    initialize(
      session.client,
      { version: identity.version, userAgent: (name) => identity.userAgent(name), home },
      params,
    ),
  getUserAgent: ({ session, identity }) => ({ userAgent: identity.userAgent(session.client.name) }),
} satisfies Handlers<typeof initialization, Api>;

/** The requests of v1, and our own. */
export const v1Methods = { ...clientRequests, ...plainTurnwireRequests };

export const v1Handlers = {
  ...initializationHandlers,
  ...conversationHandlers,
  ...listenerHandlers,
  ...turnHandlers,
  ...accountHandlers,
  ...configHandlers,
  ...workspaceHandlers,
  ...turnwireHandlers,
  ...statusHandlers,
} satisfies Handlers<typeof v1Methods, Api>;
