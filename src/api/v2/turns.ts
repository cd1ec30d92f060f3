import { AppError } from '../../../protocol/errors.js';
import type { TurnStartParams, turns } from '../../../protocol/v2/turns.js';
import type { ImageDetail, TextElement, UserInput } from '../../../protocol/v2/user-input.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { UserContent } from '../../domain/item.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { type Api, loadedThread } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { invalid, wantedTier } from './overrides.js';
import { wantedSettings } from './settings.js';
import { runningTurn } from './thread.js';

export const turnHandlers = {
  async 'turn/start'(api, params, call) {
    const { threadId, clientUserMessageId, outputSchema } = params;
    const conversation = await loadedThread(api, threadId);
    refuseInReview(conversation);
    const content = contentOf(params.input);
    const settings = await inWordsOfThreads(threadId, async () =>
      wantedSettings(params, conversation.settings, api.settings),
    );
    const { turnId } = await api.threads.replyFirst(conversation.id, call, async () => {
      const options = {
        as: call.repeated,
        clientId: clientUserMessageId ?? undefined,
        outputSchema,
        serviceTier: params.serviceTierForTurn == null ? undefined : wantedTier(params.serviceTierForTurn),
        context: contextOf(params.additionalContext),
        answerEmpty: true,
        takesSkills: true,
        cutsShort: true,
      };
      const accepted = await inWordsOfThreads(threadId, () => conversation.submit(content, settings, options));
      call.afterReply(() => accepted.begin());
      return accepted;
    });
    return { turn: runningTurn(turnId, null) };
  },

  async 'turn/steer'(api, { threadId, expectedTurnId, input, clientUserMessageId }, call) {
    const conversation = await loadedThread(api, threadId);
    if (expectedTurnId === '') throw invalid('params.expectedTurnId', 'expectedTurnId must not be empty');
    const before = conversation.turnRequests.sentBefore(call.repeated);
    if (before) return { turnId: before.turnId };
    const running = conversation.runningTurn;
    if (!running) throw new AppError('turn_not_active', 'no active turn to steer', {});
    if (running.id !== expectedTurnId) throw mismatch(expectedTurnId, running.id, '`');
    if (running.kind === 'review')
      throw new AppError('turn_not_steerable', 'cannot steer a review turn', { turnKind: 'review' });
    if (running.kind === 'compact')
      throw new AppError('turn_not_steerable', 'cannot steer a compact turn', { turnKind: 'compact' });
    if (input.length === 0) throw invalid('params.input', 'input must not be empty');
    const content = contentOf(input);
    const clientId = clientUserMessageId ?? undefined;
    const options = { as: call.repeated, clientId, intoTurn: expectedTurnId, takesSkills: true, cutsShort: true };
    const { turnId } = await api.threads.replyFirst(conversation.id, call, async () => {
      const accepted = await inWordsOfThreads(threadId, () => conversation.submit(content, undefined, options));
      call.afterReply(() => accepted.begin());
      return accepted;
    });
    return { turnId };
  },

  async 'turn/interrupt'(api, { threadId, turnId }, call) {
    const conversation = await loadedThread(api, threadId);
    const running = conversation.runningTurn;
    // Clients that do not know the turn yet send an empty id.
    if (turnId !== '') {
      if (!running) throw new AppError('turn_not_active', 'no active turn to interrupt', {});
      if (running.id !== turnId) throw mismatch(turnId, running.id, '');
    }
    await api.threads.replyFirst(conversation.id, call, () => conversation.interrupt());
    return {};
  },
} satisfies Handlers<typeof turns, Api>;

/** A running review takes no further input. */
function refuseInReview({ runningTurn }: Conversation): void {
  if (runningTurn?.kind !== 'review') return;
  const message = 'failed to submit turn input: ActiveTurnNotSteerable { turn_kind: Review }';
  throw new AppError('turn_not_steerable', message, { turnKind: 'review' });
}

const mismatch = (expected: string, found: string, quote: string): AppError =>
  new AppError(
    'turn_mismatch',
    `expected active turn id ${quote}${expected}${quote} but found ${quote}${found}${quote}`,
    {
      expected,
      found,
    },
  );

/** Where a text comes from makes no difference: it does not become an instruction of the developer (C482). */
const contextOf = (given: TurnStartParams['additionalContext']): Record<string, string> =>
  Object.fromEntries(Object.entries(given ?? {}).map(([key, { value }]) => [key, value]));

/** Characters of all texts of an input. */
const MAX_INPUT = 1_048_576;

export function contentOf(input: readonly UserInput[]): UserContent[] {
  const actual = input.reduce((sum, part) => sum + (part.type === 'text' ? [...part.text].length : 0), 0);
  if (actual > MAX_INPUT) {
    const message = `Input exceeds the maximum length of ${MAX_INPUT} characters.`;
    throw new AppError('input_too_large', message, { limit: MAX_INPUT, actual });
  }
  return input.map((part, i) => content(part, `params.input.${i}`));
}

function content(part: UserInput, path: string): UserContent {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...elementsOf(part.text_elements) };
    case 'image':
      if ('url' in part) return { type: 'image', url: part.url, ...detailOf(part) };
      throw invalid(path, 'images are taken as URLs or files, not by the id of an upload');
    case 'localImage':
      return { type: 'local-image', path: part.path, ...detailOf(part) };
    case 'skill':
    case 'mention':
      return { type: part.type, name: part.name, path: part.path };
    case 'audio':
    case 'localAudio':
      throw invalid(path, 'audio is not supported');
  }
}

const elementsOf = (given: readonly TextElement[]) =>
  given.length === 0
    ? {}
    : { elements: given.map(({ byteRange: { start, end }, placeholder }) => ({ start, end, placeholder })) };

const detailOf = ({ detail }: { readonly detail: ImageDetail | null }) => (detail === null ? {} : { detail });
