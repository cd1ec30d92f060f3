import { AppError } from '../../../protocol/errors.js';
import { assistantTexts, userText } from '../../domain/history-item.js';
import type { TokenUsage } from '../../domain/token-usage.js';
import { unansweredCalls } from '../history/replay.js';
import { ModelError } from '../ports/index.js';
import type { TurnHost } from './host.js';
import { modelRequest } from './model-request.js';
import { offeredTools } from './tool-access.js';
import { callOf } from './tool-call.js';

/** The answer of the model to one question outside of the conversation. */
export interface Sampled {
  /** The provider's id of the response; undefined when it gives none. */
  readonly responseId: string | undefined;
  /** Null when the model calls a tool, or says nothing. */
  readonly text: string | null;
  readonly usage: TokenUsage | null;
}

/**
 * Asks the model once, with the history and the tools of the conversation, so that a provider can use what it keeps of them. No tool runs, and nothing is
 * stored. Throws `AppError` when the model fails.
 */
export async function sampleOnce(host: TurnHost, prompt: string, signal: AbortSignal): Promise<Sampled> {
  const { history, settings, source } = host;
  const offered = await offeredTools(host, signal);
  const input = [...history.items, ...unansweredCalls(history.items), userText(prompt)];
  const context = { ...host, turnId: '', signal, commit: () => {} };
  const request = modelRequest(
    context,
    input,
    offered.map((tool) => tool.spec),
  );
  const said: string[] = [];
  let called = false;
  let ended: { usage: TokenUsage | null; responseId?: string | undefined } = { usage: null };
  try {
    for await (const events of source.stream(request, signal)) {
      for (const event of events) {
        if (event.type === 'item-done') {
          said.push(...assistantTexts(event.item));
          called ||= callOf(event.item) !== undefined;
        } else if (event.type === 'completed') ended = event;
      }
    }
  } catch (e) {
    throw e instanceof ModelError ? asAppError(e, settings.provider.id) : e;
  }
  const text = said.join('');
  return { responseId: ended.responseId, text: called || text === '' ? null : text, usage: ended.usage };
}

function asAppError({ message, failure }: ModelError, provider: string): AppError {
  if (failure === undefined) return new AppError('model_unreachable', message, { provider, reason: message });
  const { code, ...data } = failure;
  return new AppError(code, message, data as AppError['data']);
}
