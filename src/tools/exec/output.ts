import { createHash } from 'node:crypto';
import { firstBytes, lastBytes } from '../shell/format.js';

/** An estimate that is good enough for every model. */
const BYTES_PER_TOKEN = 4;

export interface SessionView {
  /** The id of the reading call. */
  readonly callId: string;
  readonly wallMs: number;
  /** The output of the session since the last read. */
  readonly text: string;
  /** The id of the running session, or the end of the command. */
  readonly state: { readonly session: number } | { readonly exitCode: number };
}

/** The text about a command that the model reads, in the form that present models know. */
export function sessionText({ callId, wallMs, text, state }: SessionView, maxTokens: number): string {
  const process =
    'exitCode' in state
      ? `Process exited with code ${state.exitCode}`
      : `Process running with session ID ${state.session}`;
  return [
    `Chunk ID: ${createHash('sha256').update(callId).digest('hex').slice(0, 6)}`,
    `Wall time: ${(wallMs / 1000).toFixed(4)} seconds`,
    process,
    `Original token count: ${tokensOf(text)}`,
    'Output:',
    withinTokens(text, maxTokens),
  ].join('\n');
}

const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

/** Head and tail of a long text, with what is left out counted. */
export function withinTokens(text: string, maxTokens: number): string {
  const tokens = tokensOf(text);
  const maxBytes = maxTokens * BYTES_PER_TOKEN;
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const half = Math.floor(maxBytes / 2);
  const kept = `${firstBytes(text, half)}…${tokens - Math.floor(maxTokens)} tokens truncated…${lastBytes(text, half)}`;
  return `Warning: truncated output (original token count: ${tokens})\nTotal output lines: ${lines}\n\n${kept}`;
}
