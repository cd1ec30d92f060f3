import { AppError } from '../../../protocol/errors.js';
import { turnwireRequests } from '../../../protocol/turnwire/index.js';
import { clientRequests } from '../../../protocol/v1/index.js';
import type { initialization } from '../../../protocol/v1/initialize.js';
import type { Dispatcher } from '../../rpc/connection.js';
import { createDispatcher, type Handlers } from '../../rpc/dispatch.js';
import { accountHandlers, tellOfAccounts } from './accounts.js';
import type { Api } from './api.js';
import { requestDecision } from './approvals.js';
import { configHandlers } from './config.js';
import { conversationHandlers } from './conversations.js';
import { initialize } from './initialize.js';
import { listenerHandlers } from './listeners.js';
import { turnHandlers } from './turns.js';
import { turnwireHandlers } from './turnwire.js';
import { workspaceHandlers } from './workspace.js';

const initializationHandlers = {
  initialize: (api, params) => initialize(api.session, api.identity, params),
  getUserAgent: (api) => ({ userAgent: api.identity.userAgent(api.session.client) }),
} satisfies Handlers<typeof initialization, Api>;

const methods = { ...clientRequests, ...turnwireRequests };

const handlers = {
  ...initializationHandlers,
  ...conversationHandlers,
  ...listenerHandlers,
  ...turnHandlers,
  ...accountHandlers,
  ...configHandlers,
  ...workspaceHandlers,
  ...turnwireHandlers,
} satisfies Handlers<typeof methods, Api>;

/** Speaks v1 for one connection. */
export function v1Dispatcher(api: Api): Dispatcher {
  api.session.requestDecision = requestDecision;
  tellOfAccounts(api);
  return createDispatcher<Api>({
    methods,
    handlers,
    context: api,
    admit: (method) => {
      if (!api.session.initialized && method !== 'initialize')
        throw new AppError('not_initialized', 'Not initialized', {});
    },
  });
}
