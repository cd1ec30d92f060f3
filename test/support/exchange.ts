/** One message that went over the wire, in either direction. */
export interface Line {
  readonly from: 'client' | 'server';
  readonly text: string;
  readonly message: Message;
  readonly at: number;
}

/** The envelope of a message. Which keys are there tells what it is. */
export interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: Record<string, unknown> };
}

export type Kind = 'request' | 'notification' | 'reply' | 'other';

export function kindOf(message: Message): Kind {
  if (typeof message.method === 'string') return 'id' in message ? 'request' : 'notification';
  return 'result' in message || 'error' in message ? 'reply' : 'other';
}

/** The params of `codex/event/<type>`; undefined for everything else. */
export function eventOf(
  message: Message,
): { id: string; conversationId: string; msg: Record<string, unknown> } | undefined {
  if (kindOf(message) !== 'notification' || !message.method?.startsWith('codex/event/')) return undefined;
  return message.params as { id: string; conversationId: string; msg: Record<string, unknown> };
}

/** Picks lines of the server: an event type, a method, or any condition. */
export type Match = string | ((message: Message) => boolean);

export function matches(match: Match, line: Line): boolean {
  if (line.from !== 'server') return false;
  if (typeof match === 'function') return match(line.message);
  return line.message.method === match || line.message.method === `codex/event/${match}`;
}

/** The whole exchange for readers; long lines are cut in the middle. */
export function show(lines: readonly Line[], stderr: string): string {
  const cut = (text: string) => (text.length > 600 ? `${text.slice(0, 450)} … ${text.slice(-120)}` : text);
  const shown = lines.length > 200 ? lines.slice(-200) : lines;
  const rows = shown.map((l) => `${l.from === 'client' ? '->' : '<-'} ${cut(l.text)}`);
  if (shown.length < lines.length) rows.unshift(`(${lines.length - shown.length} earlier lines)`);
  return [...rows, stderr && `stderr: ${stderr.slice(-4000)}`].filter(Boolean).join('\n');
}
