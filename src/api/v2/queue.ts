import { AppError } from '../../../protocol/errors.js';
import type { queue, ThreadQueueAddParams } from '../../../protocol/v2/queue.js';
import type { UserContent } from '../../domain/item.js';
import type { Submission } from '../../domain/record.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { beginNextTurn } from './goals.js';
import { userInput } from './items.js';
import { invalid } from './overrides.js';
import { pageOf } from './pages.js';
import { runningTurn } from './thread.js';
import { refuseArchived } from './threads.js';
import { contentOf } from './turns.js';

export const queueHandlers = {
  async 'thread/queue/add'(api, { threadId, input, clientUserMessageId, responsesapiClientMetadata }, call) {
    await refuseWithoutQueue(api, threadId);
    const submission: Submission = {
      id: call.repeated?.id ?? api.ids.item(),
      content: waitingContent(input),
      clientId: clientUserMessageId,
      metadata: metadataOf(responsesapiClientMetadata),
    };
    const added = await changed(api, threadId, call, () =>
      api.queues.change(threadId, (waiting) =>
        call.repeated?.again ? waiting.addOnce(submission) : waiting.add(submission),
      ),
    );
    call.afterReply(() => beginNextTurn(api, threadId));
    return { queuedSubmission: wire(added) };
  },

  async 'thread/queue/list'(api, { threadId, ...page }) {
    await refuseWithoutQueue(api, threadId);
    const waiting = await inWordsOfThreads(threadId, () => api.queues.read(threadId));
    return pageOf(waiting.map(wire), page, 'queued submissions');
  },

  async 'thread/queue/update'(api, { threadId, queuedSubmissionId, input, responsesapiClientMetadata }, call) {
    await refuseWithoutQueue(api, threadId);
    const content = waitingContent(input);
    const metadata = metadataOf(responsesapiClientMetadata);
    const submission = await changed(api, threadId, call, () =>
      api.queues.change(threadId, (waiting) => waiting.change(queuedSubmissionId, content, metadata)),
    );
    return { queuedSubmission: wire(submission) };
  },

  async 'thread/queue/delete'(api, { threadId, queuedSubmissionId }, call) {
    await refuseWithoutQueue(api, threadId);
    const deleted = await changed(api, threadId, call, () =>
      api.queues.change(threadId, (waiting) => waiting.remove(queuedSubmissionId)),
    );
    return { deleted };
  },

  async 'thread/queue/reorder'(api, { threadId, queuedSubmissionIds }, call) {
    await refuseWithoutQueue(api, threadId);
    await changed(api, threadId, call, () =>
      api.queues.change(threadId, (waiting) => waiting.reorder(queuedSubmissionIds)),
    );
    return {};
  },

  async 'thread/queue/start'(api, { threadId, queuedSubmissionId }, call) {
    await refuseWithoutQueue(api, threadId);
    const conversation = api.conversations.loadedById(threadId);
    if (!conversation) {
      await inWordsOfThreads(threadId, () => api.queues.read(threadId));
      const message = 'resume the thread before starting a queued message';
      throw new AppError('conversation_not_found', message, { id: threadId });
    }
    const { turnId } = await changed(api, threadId, call, async () => {
      const accepted = await conversation.nextTurns.startSubmission(queuedSubmissionId ?? undefined);
      call.afterReply(() => accepted.begin());
      return accepted;
    });
    return { turn: runningTurn(turnId, null) };
  },
} satisfies Handlers<typeof queue, Api>;

/** The reply comes first, then the notifications. */
const changed = <T>(api: Api, threadId: string, call: Call, work: () => Promise<T>): Promise<T> =>
  api.threads.replyFirst(threadId, call, () => inWordsOfThreads(threadId, work));

async function refuseWithoutQueue(api: Api, threadId: string): Promise<void> {
  if (api.conversations.loadedById(threadId)?.ephemeral)
    throw invalid('params.threadId', `ephemeral thread does not support queued submissions: ${threadId}`);
  await refuseArchived(api, threadId);
}

function waitingContent(input: ThreadQueueAddParams['input']): UserContent[] {
  if (input.length === 0) throw invalid('params.input', 'only user input can be added to the user-message queue');
  return contentOf(input);
}

const metadataOf = (given: ThreadQueueAddParams['responsesapiClientMetadata']): Submission['metadata'] =>
  given == null || Object.keys(given).length === 0 ? null : given;

const wire = ({ id, content, clientId, metadata }: Submission) => ({
  id,
  input: content.map(userInput),
  clientUserMessageId: clientId,
  responsesapiClientMetadata: metadata === null ? null : { ...metadata },
});
