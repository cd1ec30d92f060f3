import type { ParsedCommand } from '../../../protocol/rollout/exec-events.js';

/** A patch that is sent as a command; `implicit` when the name of the tool is missing. */
export type MaybePatch = { readonly patch: string; readonly cwd?: string | undefined } | 'implicit' | undefined;

/** What can be told of a command by reading it. */
export interface Words {
  /** Some commands are safe only inside the fence: git may run what a repository's configuration names. */
  isKnownSafe(argv: readonly string[], options: { fenced: boolean }): Promise<boolean>;
  isDangerous(argv: readonly string[]): Promise<boolean>;
  findPatchCall(argv: readonly string[]): MaybePatch | Promise<MaybePatch>;
  describeCommand(argv: readonly string[]): Promise<ParsedCommand[]>;
}
