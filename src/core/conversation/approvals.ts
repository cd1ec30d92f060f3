import type { FileChange } from '../../../protocol/rollout/patch-events.js';
import type { ReviewDecision } from '../../../protocol/rollout/policies.js';

/** What a person is asked before something risky happens. */
export type Question =
  | {
      readonly kind: 'command';
      readonly callId: string;
      readonly command: readonly string[];
      readonly cwd: string;
      readonly reason?: string | undefined;
    }
  | {
      readonly kind: 'patch';
      readonly callId: string;
      readonly changes: Readonly<Record<string, FileChange>>;
      readonly reason?: string | undefined;
      readonly grantRoot?: string | undefined;
    };

/** A question that waits for its answer. Whoever shows it to a person answers it; the first answer counts. */
export interface OpenQuestion {
  readonly question: Question;
  /** Aborted when the question is settled or its turn has ended: nobody needs to answer any more. */
  readonly settled: AbortSignal;
  /** A client has been asked. */
  taken(): void;
  answer(decision: ReviewDecision): void;
  /** The client could not answer: it left, or its reply was none. Denied, once nobody else is asked (C35). */
  unanswered(): void;
}

/** The questions that one turn has open. They end with it. */
export class Questions {
  readonly #open = new Set<() => void>();

  /**
   * Asks; `publish` shows the question to whoever listens. Rejects when the turn ends first.
   */
  ask(question: Question, publish: (open: OpenQuestion) => void): Promise<ReviewDecision> {
    return new Promise((resolve, reject) => {
      const settled = new AbortController();
      let asked = 0;
      const settle = (act: () => void): void => {
        if (settled.signal.aborted) return;
        this.#open.delete(end);
        settled.abort();
        act();
      };
      const end = (): void => settle(() => reject(new Error('the turn has ended')));
      this.#open.add(end);
      publish({
        question,
        settled: settled.signal,
        taken: () => void asked++,
        answer: (decision) => settle(() => resolve(decision)),
        unanswered: () => {
          asked--;
          if (asked <= 0) settle(() => resolve('denied'));
        },
      });
    });
  }

  endAll(): void {
    for (const end of [...this.#open]) end();
  }
}
