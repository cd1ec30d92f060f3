import type { ReviewTarget, turnWork } from '../../../protocol/v2/turn-work.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import { quoteWords } from '../../domain/shell-quote.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { type Api, loadedThread } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { wireItem } from './items.js';
import { loadedThreadObject, shownOfTurns } from './loaded-thread.js';
import { invalid } from './overrides.js';
import { runningTurn } from './thread.js';
import { open } from './threads.js';

export const reviewHandlers = {
  async 'review/start'(api, { threadId, target, delivery }, call) {
    const review = reviewOf(target);
    const source = await loadedThread(api, threadId);
    const conversation = delivery === 'detached' ? await copyOf(api, source, call) : source;
    const { turnId } = await api.threads.replyFirst(conversation.id, call, async () => {
      const accepted = await inWordsOfThreads(threadId, () => conversation.turnRequests.review(review));
      call.afterReply(() => accepted.begin());
      return accepted;
    });
    const hint = { type: 'text', text: review.hint } as const;
    const message = { type: 'user-message', id: turnId, startedAt: null, completedAt: null, content: [hint] } as const;
    return { turn: { ...runningTurn(turnId, null), items: [wireItem(message)] }, reviewThreadId: conversation.id };
  },
} satisfies Handlers<Pick<typeof turnWork, 'review/start'>, Api>;

/** A review beside the thread works in a copy of it, to which the client is subscribed (C617). */
async function copyOf(api: Api, { id }: Conversation, call: Call): Promise<Conversation> {
  const opened = await open(api, id, (joining) =>
    api.conversations.fork({ conversationId: id }, {}, { protocol: 'v2' }, joining),
  );
  const { conversation } = opened;
  const thread = loadedThreadObject(api, conversation, shownOfTurns(opened));
  call.afterReply(() => {
    api.clients.broadcast(conversation.id, 'thread/started', { thread }, api.threads);
    api.threads.release(conversation.id);
  });
  return conversation;
}

/** The task of the reviewer, and the same for users in short. */
function reviewOf(target: ReviewTarget): { prompt: string; hint: string } {
  switch (target.type) {
    case 'uncommittedChanges':
      return {
        hint: 'current changes',
        prompt:
          'Review what has changed in the working tree since the last commit: staged, unstaged and untracked files. `git status` and `git diff HEAD` show it. Report what is wrong, the worst first.',
      };
    case 'baseBranch': {
      const branch = given(target.branch, 'branch');
      const word = quoteWords([branch]);
      return {
        hint: `changes against '${branch}'`,
        prompt: `Review what has changed since this branch left '${branch}'. \`git diff "$(git merge-base HEAD ${word})"\` shows it; if \`${word}\` has an upstream that is ahead of it, compare with the upstream. Report what is wrong, the worst first.`,
      };
    }
    case 'commit': {
      const sha = given(target.sha, 'sha');
      const title = target.title?.trim();
      return {
        hint: title ? `commit ${sha}: ${title}` : `commit ${sha}`,
        prompt: `Review the commit ${sha}${title ? ` ("${title}")` : ''}. \`git show ${quoteWords([sha])}\` shows it. Report what is wrong with it, the worst first.`,
      };
    }
    case 'custom': {
      const instructions = given(target.instructions, 'instructions');
      return { hint: instructions, prompt: instructions };
    }
  }
}

function given(text: string, name: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw invalid(`params.target.${name}`, `${name} must not be empty`);
  return trimmed;
}
