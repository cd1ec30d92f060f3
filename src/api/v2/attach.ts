import type { EventMsg } from '../../../protocol/rollout/events.js';
import type { AttachParams, AttachReason, turnwireAttach } from '../../../protocol/turnwire/attach.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Recent } from '../../core/conversation/recent-events.js';
import { heldHistory } from '../../core/history/turn-history.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { eventBefore, eventOf, lastPlace } from '../places.js';
import { historyMessages, liveMessages } from '../v1/project.js';
import type { Api } from './api.js';
import { reportFindings } from './api.js';
import { loadedThreadObject, shownOf } from './loaded-thread.js';
import { invalid } from './overrides.js';
import { open, refuseArchived } from './threads.js';

export const attachHandlers = {
  async 'turnwire/attach'(api, params, call) {
    const { conversationId, threadId } = params;
    const id = conversationId ?? threadId;
    const isThread = threadId != null;
    if (id == null) throw invalid('params.threadId', 'either `threadId` or `conversationId` is needed');
    if (conversationId != null && isThread)
      throw invalid('params.threadId', 'cannot be combined with `conversationId`');
    if (params.afterSeq != null && params.epoch == null)
      throw invalid('params.epoch', 'needed with `afterSeq`: a place counts in one life of a conversation only');
    const conversation = api.conversations.loadedById(id);
    const missed = conversation ? missedBy(conversation, params) : reasonOf(params);
    if (conversation && typeof missed !== 'string') {
      const comingBack = { recent: missed, after: params.afterSeq ?? 0 };
      const resume = isThread ? resumeInThreads : resumeInSession;
      return { ...resume(api, conversation, comingBack, call), reason: null };
    }
    const reason = typeof missed === 'string' ? missed : 'other_epoch';
    if (!conversation) await refuseArchived(api, id);
    return { ...(await (isThread ? threadSnapshot : snapshot)(api, id, call)), reason };
  },
} satisfies Handlers<typeof turnwireAttach, Api>;

const reasonOf = ({ afterSeq }: AttachParams): AttachReason => (afterSeq == null ? 'none_given' : 'other_epoch');

/** What the client has missed, or why that is not known. */
function missedBy(conversation: Conversation, params: AttachParams): Recent | AttachReason {
  const { afterSeq, epoch } = params;
  if (afterSeq == null || epoch !== conversation.epoch) return reasonOf(params);
  if (eventOf(afterSeq) > conversation.subscribers.seq) return 'in_future';
  return conversation.subscribers.recentSince(Math.max(0, eventBefore(afterSeq))) ?? 'too_old';
}

const placeNow = (conversation: Conversation) => ({ epoch: conversation.epoch, seq: lastPlace(conversation) });

interface Missed {
  readonly recent: Recent;
  readonly after: number;
}

function resumeInSession({ session, ids }: Api, conversation: Conversation, { recent, after }: Missed, call: Call) {
  conversation.subscribers.reserveAfter(session, recent.events);
  session.opened(conversation);
  const subscriptionId = ids.subscription();
  call.afterReply(() => session.subscribe(subscriptionId, conversation, after));
  return { ...placeNow(conversation), subscriptionId };
}

function resumeInThreads({ threads }: Api, conversation: Conversation, missed: Missed, call: Call) {
  const { id } = conversation;
  threads.hold(id);
  threads.unsubscribe(id);
  threads.resumeSubscription(conversation, missed);
  call.afterReply(() => threads.release(id));
  return placeNow(conversation);
}

/** The history of the conversation for a client of v1, and the place after which it gets events. */
async function snapshot(api: Api, id: string, call: Call) {
  const { session, conversations, ids } = api;
  const state: { initialMessages: EventMsg[]; place?: ReturnType<typeof placeNow> } = { initialMessages: [] };
  const opened = await conversations.resume(
    { conversationId: id },
    {},
    {
      subscriber: session,
      showsTurns: true,
      opened({ conversation, events }) {
        const { subscribers } = conversation;
        const sofar = subscribers.turnSoFar.flatMap(({ body }) => [...liveMessages(body)]);
        state.initialMessages = [...historyMessages(events), ...sofar];
        state.place = placeNow(conversation);
        subscribers.reserveAfter(session, []);
        session.opened(conversation);
      },
    },
    'messages',
  );
  const { conversation } = opened;
  const subscriptionId = ids.subscription();
  call.afterReply(() => {
    session.subscribe(subscriptionId, conversation);
    reportFindings(api, opened);
  });
  return { ...(state.place ?? placeNow(conversation)), subscriptionId, initialMessages: state.initialMessages };
}

/** The same for a client of v2. */
async function threadSnapshot(api: Api, id: string, call: Call) {
  const { threads, conversations } = api;
  threads.unsubscribe(id);
  let place: ReturnType<typeof placeNow> | undefined;
  const opened = await open(api, id, (joining) =>
    conversations.resume(
      { conversationId: id },
      {},
      {
        ...joining,
        opened(what) {
          place = placeNow(what.conversation);
          joining.opened(what);
        },
      },
    ),
  );
  const { conversation, turns, history = heldHistory(opened) } = opened;
  call.afterReply(() => {
    threads.release(id);
    reportFindings(api, opened);
  });
  try {
    const thread = loadedThreadObject(api, conversation, { ...(await shownOf(history)), turns });
    return { ...(place ?? placeNow(conversation)), thread };
  } catch (e) {
    threads.release(id);
    throw e;
  }
}
