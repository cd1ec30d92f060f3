import { userInfo } from 'node:os';
import { basename } from 'node:path';

/** The shell of the passwd entry where the agent is told about it: `bash` or `zsh` (C58). */
export function loginShell(): string | undefined {
  try {
    const shell = basename(userInfo().shell ?? '');
    return shell === 'bash' || shell === 'zsh' ? shell : undefined;
  } catch {
    return undefined; // a uid without passwd entry, as in some containers
  }
}
