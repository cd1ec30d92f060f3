import type { RequestSpec } from '../../protocol/declare.js';
import { AppError } from '../../protocol/errors.js';
import { isJsonObject } from '../domain/json.js';
import { lateModule } from '../os/late-import.js';
import type { Dispatcher } from '../rpc/connection.js';
import { createDispatcher, type DispatcherOptions, type Route } from '../rpc/dispatch.js';
import { CAN_BEGIN_AGAIN } from './once.js';
import { requestDecision } from './v1/approvals.js';
import { v1Handlers, v1Methods } from './v1/handlers.js';
import { tellOfAccounts } from './v2/account-changes.js';
import type { Api } from './v2/api.js';

const loadHandlers = lateModule(() => import('./v2/handlers.js'));

/**
 * Speaks both protocols on one connection. A client may mix them. `route` decides which process handles a request about a conversation. The handlers of v2 are
 * loaded only for clients that speak v2, because loading takes time before the first conversation.
 */
export function dispatcher(api: Api, route?: Route): Dispatcher {
  api.session.requestDecision = requestDecision;
  api.clients.add(api.threads);
  tellOfAccounts(api);
  const v1Only = over(api, route, v1Methods, v1Handlers);
  let both: { readonly v1: Dispatcher; readonly v2: Dispatcher } | undefined;
  const load = async (): Promise<void> => {
    const { v2Handlers, v2Methods } = await loadHandlers();
    both ??= {
      v1: over(api, route, { ...v2Methods, ...v1Methods }, { ...v2Handlers, ...v1Handlers }),
      v2: over(api, route, { ...v1Methods, ...v2Methods }, { ...v1Handlers, ...v2Handlers }),
    };
  };
  if (api.threads.active) load().catch(() => {}); // the first request says what is wrong
  // Some names are in both protocols: such a request is answered in the protocol that the client speaks.
  const current = (): Dispatcher => (api.threads.active ? both?.v2 : both?.v1) ?? v1Only;
  return {
    ready: (method) => (both || (!api.threads.active && Object.hasOwn(v1Methods, method)) ? undefined : load()),
    isBeside: (method) => current().isBeside(method),
    handle: (call) => current().handle(call),
  };
}

type Options = DispatcherOptions<Api>;

const over = (
  api: Api,
  route: Route | undefined,
  methods: Options['methods'],
  handlers: Options['handlers'],
): Dispatcher =>
  createDispatcher<Api>({
    route,
    once: api.once,
    findsAgain: (method) => CAN_BEGIN_AGAIN.has(method),
    methods,
    handlers,
    context: api,
    admit: (method, spec, params) => {
      if (!api.session.initialized && method !== 'initialize')
        throw new AppError('not_initialized', 'Not initialized', {});
      if (spec.stability === undefined) return;
      api.threads.hasSpoken = true;
      if (api.session.client.capabilities?.experimentalApi !== true) refuseExperimental(method, spec, params);
    },
  });

/** Methods that may still change are only for clients that have asked for them. */
function refuseExperimental(
  method: string,
  { stability, experimentalFields = [] }: RequestSpec,
  params: unknown,
): void {
  const refuse = (what: string): never => {
    const message = `${what} requires experimentalApi capability`;
    throw new AppError('invalid_request', message, { path: 'params', reason: message });
  };
  if (stability === 'experimental') refuse(method);
  if (!isJsonObject(params)) return;
  for (const field of experimentalFields) {
    const value = params[field];
    if (value !== undefined && value !== null && value !== false) refuse(`${method}.${field}`);
  }
}
