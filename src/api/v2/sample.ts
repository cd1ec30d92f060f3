import { AppError } from '../../../protocol/errors.js';
import type { turnWork } from '../../../protocol/v2/turn-work.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { invalid } from './overrides.js';

/** Bytes of a question. */
const MAX_PROMPT = 4000;

export const sampleHandlers = {
  async 'thread/sample'(api, params, call) {
    const { threadId, expectedTurnId, allowInProgressTurn, effort } = params;
    const prompt = params.prompt.trim();
    if (expectedTurnId === '' || prompt === '' || Buffer.byteLength(prompt) > MAX_PROMPT) {
      const reason = `thread/sample requires expectedTurnId and a prompt of at most ${MAX_PROMPT} bytes`;
      throw invalid('params.prompt', reason);
    }
    const conversation = api.conversations.loadedById(threadId);
    if (!conversation)
      throw new AppError('conversation_not_found', 'thread/sample requires a loaded source', { id: threadId });
    const runs = conversation.busy && !allowInProgressTurn;
    if (runs || (await lastTurn(api, conversation)) !== expectedTurnId)
      throw invalid('params.expectedTurnId', 'sample source turn must be the latest finished turn');
    const { responseId, text, usage } = await api.threads.cancellable.run(call, 'sample canceled', (signal) =>
      conversation.turnRequests.sample(prompt, effort ?? undefined, signal),
    );
    return {
      sourceTurnId: expectedTurnId,
      responseId: responseId ?? api.ids.item(),
      text,
      inputTokens: usage?.input_tokens ?? null,
      cachedInputTokens: usage?.cached_input_tokens ?? null,
      outputTokens: usage?.output_tokens ?? null,
    };
  },

  'thread/sample/cancel'({ threads }, { requestId }) {
    threads.cancellable.cancel('thread/sample', requestId);
    return {};
  },
} satisfies Handlers<Pick<typeof turnWork, 'thread/sample' | 'thread/sample/cancel'>, Api>;

async function lastTurn({ conversations }: Api, { id, lastTurnId, ephemeral }: Conversation) {
  if (lastTurnId !== undefined || ephemeral) return lastTurnId;
  return conversations.read(id, ({ history }) => history.turnIds.at(-1));
}
