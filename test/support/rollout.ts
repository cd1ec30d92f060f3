import { readFile } from 'node:fs/promises';

/** One line of a conversation's file. */
export interface RolloutLine {
  readonly timestamp: string;
  readonly type: string;
  readonly payload: Record<string, unknown>;
}

/** Reads a rollout; every line must be whole. */
export async function readRollout(path: string): Promise<RolloutLine[]> {
  const text = await readFile(path, 'utf8');
  if (text !== '' && !text.endsWith('\n')) throw new Error(`the last line of the rollout is torn: ${text.slice(-200)}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RolloutLine);
}

/** `session_meta`, `event_msg user_message`, `response_item message assistant`: the kinds of the lines, for comparisons. */
export function outline(lines: readonly RolloutLine[]): string[] {
  return lines.map(({ type, payload }) =>
    [type, type === 'session_meta' || type === 'turn_context' ? '' : payload.type, payload.role ?? '']
      .filter(Boolean)
      .join(' '),
  );
}
