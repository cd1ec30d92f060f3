import { AppError } from '../../protocol/errors.js';
import { lateModule } from '../os/late-import.js';
import type { Addressed, Route } from '../rpc/dispatch.js';
import type { Relay, RelayOptions } from './relay.js';
import { Reply } from './reply.js';

const loadRelay = lateModule(() => import('./relay.js'));

export interface RouterOptions extends RelayOptions {
  /** Called when the first request is relayed. */
  readonly used: () => void;
}

export interface Router {
  readonly route: Route;
  /** Whether the client gets the events of the conversation from its owner, another server. */
  isElsewhere(conversationId: string): boolean;
  /** The client is gone. */
  end(): void;
}

/**
 * Decides for each request about a conversation who handles it. For a client whose conversations are all here, at most the lease is checked. The code that
 * relays is loaded when it is first needed.
 */
export function createRouter(options: RouterOptions): Router {
  let relay: Relay | undefined;
  let ended = false;
  const send = async (request: Addressed, conversationId: string, reply: Reply): Promise<void> => {
    const module = await loadRelay();
    if (!relay) options.used();
    relay ??= new module.Relay(options);
    if (ended) relay.end();
    relay.relay(request, conversationId, reply);
  };
  const relayed = (request: Addressed, conversationId: string, reply = new Reply()): Promise<unknown> => {
    if (relay) relay.relay(request, conversationId, reply);
    else send(request, conversationId, reply).catch(reply.reject);
    return reply.promise;
  };
  /** Another process may take the conversation while the request is handled. */
  const unlessBusy = (request: Addressed): unknown => {
    try {
      const result = request.here();
      if (!(result instanceof Promise)) return result;
      const reply = new Reply();
      result.then(reply.resolve, (e) => {
        if (isBusy(e)) void relayed(request, e.data.id, reply);
        else reply.reject(e);
      });
      return reply.promise;
    } catch (e) {
      if (isBusy(e)) return relayed(request, e.data.id);
      throw e;
    }
  };
  const route: Route = (request) => {
    const found = options.ownerOf(relay?.conversationOf(request.name) ?? request.name);
    if (!found) return request.here();
    const { conversationId, owner } = found;
    if (relay?.isChanging(conversationId)) return relayed(request, conversationId);
    if (owner === 'here') return request.here();
    if (owner || relay?.isRouted(conversationId)) return relayed(request, conversationId);
    return unlessBusy(request);
  };
  return {
    route,
    isElsewhere: (id) => relay?.isRouted(id) === true || relay?.isChanging(id) === true,
    end: () => {
      ended = true;
      relay?.end();
    },
  };
}

const isBusy = (e: unknown): e is AppError<'conversation_busy'> => AppError.is(e) && e.code === 'conversation_busy';
