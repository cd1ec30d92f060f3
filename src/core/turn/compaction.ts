import type { RolloutItem } from '../../../protocol/rollout/rollout.js';
import type { CoreEvent } from '../events.js';
import { compacted } from '../history/compacted.js';
import { userText } from '../history/context-messages.js';
import { asEvent, recorded, turnContext } from '../history/records.js';
import { ModelError } from '../ports/index.js';
import { takeIn } from './model-failure.js';
import { modelRequest } from './model-request.js';
import { withRetries } from './retry.js';
import { lastText } from './sampling.js';
import type { TurnHost } from './turn.js';

/** Asks for what the next request needs of all that came before. */
const PROMPT = `This conversation is about to be cut down to make room. Write a hand-over note for whoever continues it, and nothing else; do not call tools.
Keep it short, and put in:
- what the person wants, what is done, and what is left to do; if there is a plan, its steps with their states, word for word
- open points, each with the file and line it concerns
- code that is changed and not tested yet
- known bugs, traps, and the set-up steps that are needed to go on`;

/** What clients of this protocol are told when it is done; the reference's words. */
const DONE = 'Compact task completed';

export interface Compacting {
  /** The history has grown over the limit, or a client asks for it. */
  readonly reason: 'limit' | 'request';
  readonly signal: AbortSignal;
  /** Does nothing once the turn has ended. */
  readonly commit: (records: readonly RolloutItem[], events: readonly CoreEvent[]) => void;
}

/**
 * Replaces the history by a summary that the model writes (C80). When the model does not, that is told and the history stays as it is.
 * Rejects only when the turn ends meanwhile.
 */
export async function compact(host: TurnHost, { reason, signal, commit }: Compacting): Promise<void> {
  const tokens = host.usage.contextTokens;
  commit([], [{ type: 'compaction', state: 'started', reason, tokens }]);
  try {
    const summary = await withRetries(host, { signal, commit }, () => askForSummary(host, signal, commit));
    signal.throwIfAborted(); // nothing of it would be written down any more
    const done = { type: 'agent_message', message: DONE } as const;
    host.history.replace(compacted(host.history.items, summary));
    host.usage.forgetContext();
    commit(
      [{ type: 'compacted', payload: { message: summary } }, asEvent(done)],
      [
        { type: 'recorded', event: done },
        { type: 'compaction', state: 'finished', reason, tokens },
      ],
    );
  } catch (e) {
    if (!(e instanceof ModelError)) throw e;
    const { message, failure: cause } = takeIn(e, host, { commit });
    commit(
      [],
      [
        { type: 'failed', message, cause },
        { type: 'compaction', state: 'failed', reason, tokens },
      ],
    );
  }
}

async function askForSummary(host: TurnHost, signal: AbortSignal, commit: Compacting['commit']): Promise<string> {
  const { settings, usage } = host;
  const count = (): void => commit(...recorded([usage.event()]));
  const request = modelRequest(host, [...host.history.items, userText(PROMPT)], []);
  let summary = '';
  commit([turnContext(settings)], []);
  // What streams by is for the next request, not for the person.
  for await (const event of host.source.stream(request, signal)) {
    signal.throwIfAborted();
    if (event.type === 'started') {
      usage.limits(event.rateLimits);
      count();
    } else if (event.type === 'item-done') summary = lastText(event.item) ?? summary;
    else if (event.type === 'completed') {
      if (event.usage) usage.add(event.usage);
      count();
    }
  }
  return summary;
}
