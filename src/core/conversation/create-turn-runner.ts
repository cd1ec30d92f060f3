import { SessionGrants } from './grants.js';
import { LateEvents } from './late-events.js';
import { TurnNotifier } from './turn-notifier.js';
import { TurnRunner, type TurnRunnerOptions } from './turn-runner.js';

export interface CreateOptions extends Omit<TurnRunnerOptions, 'parts'> {
  readonly parts: Omit<TurnRunnerOptions['parts'], 'late' | 'grants' | 'notifier'>;
  /** Whether this process may write now; otherwise it has to claim the conversation first. */
  readonly mayWrite: () => boolean;
  readonly claim: () => Promise<void>;
}

/** The runner of a conversation's turns, with the parts that nothing else of the conversation uses. */
export function createTurnRunner({ mayWrite, claim, parts, ...options }: CreateOptions): TurnRunner {
  const { id: conversationId, ports, journal, feed } = parts;
  const { notifier, log } = ports;
  const { emit, idle } = options;
  return new TurnRunner({
    ...options,
    parts: {
      ...parts,
      grants: new SessionGrants(),
      late: new LateEvents({ conversationId, journal, feed, log, mayWrite, claim, done: idle }),
      notifier: new TurnNotifier({
        conversationId,
        notifier,
        log,
        warn: (message) => emit({ type: 'warning', message }),
      }),
    },
  });
}
