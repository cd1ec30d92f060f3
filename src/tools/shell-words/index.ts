import type { PatchCall } from './apply-patch-call.js';
import type { isDangerous } from './dangerous.js';
import type { describeCommand } from './describe.js';
import type { plainGit } from './plain-git.js';
import type { ruleParts } from './rule-parts.js';
import type { isKnownSafe } from './safe.js';

export { findPatchCall } from './apply-patch-call.js';
export { isDangerous } from './dangerous.js';
export { describeCommand } from './describe.js';
export { plainGit } from './plain-git.js';
export { ruleParts } from './rule-parts.js';
export { isKnownSafe } from './safe.js';

/** The functions that read commands. This module has them; tests use their own. */
export interface CommandReader {
  readonly isKnownSafe: typeof isKnownSafe;
  readonly plainGit: typeof plainGit;
  readonly isDangerous: typeof isDangerous;
  readonly describeCommand: typeof describeCommand;
  readonly ruleParts: typeof ruleParts;
  findPatchCall(
    argv: readonly string[],
  ): PatchCall | 'implicit' | undefined | Promise<PatchCall | 'implicit' | undefined>;
}
