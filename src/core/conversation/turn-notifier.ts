import type { CoreLog, EndedTurn, Notifier } from '../ports/index.js';

export interface TurnNotifierOptions {
  readonly conversationId: string;
  readonly notifier: Notifier;
  readonly log: CoreLog;
  readonly warn: (message: string) => void;
}

/** Runs the user's program after each turn. A failure is shown only once: a missing program would fail after every turn. */
export class TurnNotifier {
  readonly #options: TurnNotifierOptions;
  #failed = false;

  constructor(options: TurnNotifierOptions) {
    this.#options = options;
  }

  async turnEnded(program: readonly string[], turn: EndedTurn): Promise<void> {
    if (program.length === 0) return;
    const { conversationId: conversation, notifier, log, warn } = this.#options;
    try {
      await notifier.turnEnded(program, turn);
    } catch (e) {
      const reason = (e as Error).message; // the error itself contains texts of the conversation
      log.warn({ reason, conversation }, 'the notify program could not be started');
      if (this.#failed) return;
      this.#failed = true;
      warn(`The program of \`notify\` could not be started: ${reason}`);
    }
  }
}
