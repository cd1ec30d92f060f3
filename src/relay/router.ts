import { AppError } from '../../protocol/errors.js';
import { lateModule } from '../os/late-import.js';
import type { Call } from '../rpc/connection.js';
import type { Route } from '../rpc/dispatch.js';
import type { Relay, RelayOptions } from './relay.js';
import { Reply } from './reply.js';

const loadRelay = lateModule(() => import('./relay.js'));

export interface Router {
  readonly route: Route;
  /** The client is gone. */
  end(): void;
}

/**
 * Decides for each request about a conversation who handles it. A client whose conversations are all here costs a look at the lease at most; what relays
 * is loaded when it is needed first.
 */
export function createRouter(options: RelayOptions): Router {
  let relay: Relay | undefined;
  let ended = false;
  const send = async (call: Call, conversationId: string, here: () => unknown, reply: Reply): Promise<void> => {
    const module = await loadRelay();
    relay ??= new module.Relay(options);
    if (ended) relay.end();
    relay.relay(call, conversationId, here, reply);
  };
  const relayed = (call: Call, conversationId: string, here: () => unknown, reply = new Reply()): Promise<unknown> => {
    if (relay) relay.relay(call, conversationId, here, reply);
    else send(call, conversationId, here, reply).catch(reply.reject);
    return reply.promise;
  };
  /** Another process may take the conversation while the request is handled. */
  const unlessBusy = (call: Call, here: () => unknown): unknown => {
    try {
      const result = here();
      if (!(result instanceof Promise)) return result;
      const reply = new Reply();
      result.then(reply.resolve, (e) => {
        if (isBusy(e)) void relayed(call, e.data.id, here, reply);
        else reply.reject(e);
      });
      return reply.promise;
    } catch (e) {
      if (isBusy(e)) return relayed(call, e.data.id, here);
      throw e;
    }
  };
  const route: Route = (call, name, here) => {
    const own = relay?.conversationOf(name);
    const found = options.ownerOf(own ?? name);
    if (!found || found.owner === 'here') return here();
    const { conversationId, owner } = found;
    if (owner || relay?.isRouted(conversationId)) return relayed(call, conversationId, here);
    return unlessBusy(call, here);
  };
  return {
    route,
    end: () => {
      ended = true;
      relay?.end();
    },
  };
}

const isBusy = (e: unknown): e is AppError<'conversation_busy'> => AppError.is(e) && e.code === 'conversation_busy';
