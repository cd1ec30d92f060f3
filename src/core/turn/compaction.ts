import { assistantTexts, type HistoryItem, userText } from '../../domain/history-item.js';
import type { ContextCompaction } from '../../domain/item.js';
import { eventRecord } from '../../domain/record.js';
import type { TurnFailure } from '../../domain/turn-state.js';
import { trimmed } from '../history/size.js';
import { ModelError } from '../ports/index.js';
import type { TurnContext } from './context.js';
import { commitUsage, recordFailure } from './model-failure.js';
import { modelRequest, samplingRecord } from './model-request.js';
import { withRetries } from './retry.js';

/** The text that requests a summary of the history. */
const PROMPT = `This conversation is about to be cut down to make room. Write a hand-over note for whoever continues it, and nothing else; do not call tools.
Keep it short, and put in:
- what the person wants, what is done, and what is left to do; if there is a plan, its steps with their states, word for word
- open points, each with the file and line it concerns
- code that is changed and not tested yet
- known bugs, traps, and the set-up steps that are needed to go on`;

/**
 * Replaces the history by a summary that the model writes (C80). When the model fails, clients get the failure, the history does not change, and the failure is
 * returned.
 * Rejects only when the turn ends meanwhile, or when the summary cannot be stored.
 */
export async function compact(
  context: TurnContext,
  reason: ContextCompaction['reason'],
): Promise<TurnFailure | undefined> {
  const { commit, clock, ids, usage, signal } = context;
  const started: ContextCompaction = {
    type: 'context-compaction',
    id: ids.item(),
    startedAt: clock.now(),
    completedAt: null,
    reason,
    tokens: usage.contextTokens,
    status: 'in-progress',
  };
  await commit([], [{ type: 'item-started', item: started }]);
  const ended = (status: 'completed' | 'failed') =>
    ({ type: 'item-completed', item: { ...started, status, completedAt: clock.now() } }) as const;
  try {
    const summary = await summaryOf(context);
    signal.throwIfAborted(); // after the abort, nothing is stored
    const completed = ended('completed');
    await commit([{ type: 'compaction', summary }, eventRecord(completed)], [completed]);
    usage.forgetContext();
    return undefined;
  } catch (e) {
    if (!(e instanceof ModelError)) throw e;
    const { message, failure: cause } = await recordFailure(e, context);
    const failed = ended('failed');
    await commit([eventRecord(failed)], [{ type: 'error', message, cause, willRetry: false }, failed]);
    return { message, cause };
  }
}

/** A request that is refused as too long is repeated with fewer of the oldest tool outputs. */
async function summaryOf(context: TurnContext): Promise<string> {
  for (let items: readonly HistoryItem[] = context.history.items; ; ) {
    try {
      const input = items;
      return await withRetries(context, () => requestSummary(context, input));
    } catch (e) {
      const shorter = e instanceof ModelError && e.failure?.code === 'context_full' ? trimmed(items) : undefined;
      if (shorter === undefined) throw e;
      items = shorter;
    }
  }
}

async function requestSummary(context: TurnContext, items: readonly HistoryItem[]): Promise<string> {
  const { usage, source, signal, commit } = context;
  let summary = '';
  await commit([samplingRecord(context)], []);
  const request = modelRequest({ ...context, outputSchema: undefined }, [...items, userText(PROMPT)], []);
  // The streamed text is for the next request and is not shown to the user.
  for await (const events of source.stream(request, signal)) {
    for (const event of events) {
      signal.throwIfAborted();
      if (event.type === 'started') {
        usage.limits(event.rateLimits);
        await commitUsage(context);
      } else if (event.type === 'item-done') summary = assistantTexts(event.item).at(-1) ?? summary;
      else if (event.type === 'completed') {
        if (event.usage) usage.add(event.usage);
        await commitUsage(context);
      }
    }
  }
  return summary;
}
