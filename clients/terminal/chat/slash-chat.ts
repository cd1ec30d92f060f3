import type { Client, Thread } from '../../library/index.js';
import type { Paint } from './paint.js';
import type { Part } from './part.js';
import type { Session } from './session.js';

/** What the commands need of the chat. */
export interface SlashChat {
  readonly session: Session;
  readonly host: { readonly paint: Paint; readonly version: string; columns(): number; quit(): void };
  note(text: string, kind?: 'info' | 'warning' | 'error'): void;
  print(lines: readonly string[]): void;
  open(part: Part | undefined): void;
  attempt(work: () => Promise<void>): void;
  /** Goes on with another conversation. */
  switchTo(load: (client: Client) => Promise<Thread>): Promise<void>;
  pickThread(): void;
}
