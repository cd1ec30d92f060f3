import type { Notifier } from '../core/ports/index.js';
import type { Supervisor } from './supervisor.js';

/** One argument may have 128 KiB on Linux, its end included. */
const MAX_BYTES = 128 * 1024 - 1;

interface Notice {
  type: 'agent-turn-complete';
  'turn-id': string;
  'input-messages': string[];
  'last-assistant-message': string | null;
}

/** Runs the user's `notify` program in the server's folder and environment, with a notice of the turn as its last argument (C105). */
export function createNotifier(supervisor: Supervisor, cwd: string, env: NodeJS.ProcessEnv): Notifier {
  return {
    turnEnded(program, { turnId, said, lastMessage }) {
      const notice: Notice = {
        type: 'agent-turn-complete',
        'turn-id': turnId,
        'input-messages': [...said],
        'last-assistant-message': lastMessage,
      };
      return supervisor.launch({ argv: [...program, asArgument(notice)], cwd, env });
    },
  };
}

/** Texts that are too long for an argument are cut: a notice with the beginning is better than none. */
function asArgument(notice: Notice): string {
  for (let max = MAX_BYTES; ; max = Math.floor(max / 2)) {
    const cut = (text: string): string => (text.length > max ? `${text.slice(0, max)}…` : text);
    const { 'input-messages': said, 'last-assistant-message': last } = notice;
    const json = JSON.stringify({
      ...notice,
      'input-messages': said.map(cut),
      'last-assistant-message': last === null ? null : cut(last),
    });
    if (max === 0 || Buffer.byteLength(json) <= MAX_BYTES) return json;
  }
}
