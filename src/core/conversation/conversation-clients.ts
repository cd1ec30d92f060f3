import type { Ports, WhenNobodyIsThere } from '../ports/index.js';
import { Approvals } from './approvals.js';
import { ClientRequests } from './client-requests.js';
import type { EventFeed } from './event-feed.js';
import { NobodyThere } from './nobody-there.js';
import type { OpenRequestOptions } from './open-requests.js';
import { Subscribers } from './subscribers.js';

interface ConversationClientsOptions {
  readonly feed: EventFeed;
  readonly ports: Pick<Ports, 'ids' | 'clock'>;
  /** What becomes of approvals while no client has the conversation. */
  policy(): WhenNobodyIsThere;
  /** A client has answered an approval. */
  answered(): void;
  /** A subscriber has left. */
  left(): void;
}

export interface ConversationClients {
  readonly approvals: Approvals;
  readonly requests: ClientRequests;
  readonly subscribers: Subscribers;
  readonly nobody: NobodyThere;
}

/** The clients of a conversation: who has it, which requests they have not answered, and what happens to these requests when all clients have left. */
export function conversationClients(options: ConversationClientsOptions): ConversationClients {
  const { feed, ports, policy, answered, left } = options;
  const nobody: NobodyThere = new NobodyThere({
    policy,
    anyone: () => feed.places > 0,
    decline: () => {
      for (const { id } of approvals.list()) approvals.answer(id, 'decline');
      requests.endAll();
    },
  });
  const requestOptions: OpenRequestOptions = {
    emit: (origin, body) => feed.emit(origin, body),
    newId: () => ports.ids.item(),
    now: () => ports.clock.now(),
  };
  const approvals = new Approvals({ ...requestOptions, answered, nobody });
  const requests = new ClientRequests({ ...requestOptions, nobody });
  const subscribers = new Subscribers({
    feed,
    approvals,
    requests,
    came: () => nobody.stop(),
    left: () => {
      nobody.check();
      left();
    },
  });
  return { approvals, requests, subscribers, nobody };
}
