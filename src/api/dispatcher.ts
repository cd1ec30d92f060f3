import type { RequestSpec } from '../../protocol/declare.js';
import { AppError } from '../../protocol/errors.js';
import { isJsonObject } from '../domain/json.js';
import type { Dispatcher } from '../rpc/connection.js';
import { createDispatcher } from '../rpc/dispatch.js';
import { tellOfAccounts } from './v1/accounts.js';
import { requestDecision } from './v1/approvals.js';
import { v1Handlers, v1Methods } from './v1/handlers.js';
import type { Api } from './v2/api.js';
import { v2Handlers, v2Methods } from './v2/handlers.js';

/** Speaks both protocols on one connection. A client may mix them. */
export function dispatcher(api: Api): Dispatcher {
  api.session.requestDecision = requestDecision;
  api.clients.add(api.threads);
  tellOfAccounts(api);
  return createDispatcher<Api>({
    methods: { ...v2Methods, ...v1Methods },
    handlers: { ...v2Handlers, ...v1Handlers },
    context: api,
    admit: (method, spec, params) => {
      if (!api.session.initialized && method !== 'initialize')
        throw new AppError('not_initialized', 'Not initialized', {});
      if (spec.stability === undefined) return;
      api.threads.hasSpoken = true;
      if (api.session.client.capabilities?.experimentalApi !== true) refuseExperimental(method, spec, params);
    },
  });
}

/** What may still change is for clients that have said that they know. */
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
