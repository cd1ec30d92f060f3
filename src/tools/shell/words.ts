import type { ParsedCommand } from '../../../protocol/core/exec-events.js';

/** What can be told of a command by reading it. */
export interface Words {
  isKnownSafe(argv: readonly string[]): Promise<boolean>;
  isDangerous(argv: readonly string[]): Promise<boolean>;
  describeCommand(argv: readonly string[]): Promise<ParsedCommand[]>;
}
