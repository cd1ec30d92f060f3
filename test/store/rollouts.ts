import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Ids that begin with zeros stay as they are in transcripts. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const TIME = '2025-03-04T05:06:07.890Z';

export const line = (type: string, payload: unknown): string => JSON.stringify({ timestamp: TIME, type, payload });

export const meta = (id: string, more: Record<string, unknown> = {}): string =>
  line('session_meta', {
    id,
    timestamp: TIME,
    cwd: '/recorded',
    originator: 'codex_cli_rs',
    cli_version: '0.44.0',
    instructions: null,
    source: 'vscode',
    ...more,
  });

const message = (role: string, ...content: unknown[]): string =>
  line('response_item', { type: 'message', role, content });
const inputText = (text: string) => ({ type: 'input_text', text });

export const ENVIRONMENT = '<environment_context>\n  <cwd>/recorded</cwd>\n</environment_context>';

export const context = (text = ENVIRONMENT): string => message('user', inputText(text));

/** A user message and its event. */
export const said = (text: string): string[] => [
  message('user', inputText(text)),
  line('event_msg', { type: 'user_message', message: text, kind: 'plain' }),
];

const PICTURE = 'data:image/png;base64,AA==';

export const showed = (): string[] => [
  message('user', { type: 'input_image', image_url: PICTURE }),
  line('event_msg', { type: 'user_message', message: '', images: [PICTURE] }),
];

/** A picture that a tool has put before the model: no event tells of it. */
export const viewed = (): string => message('user', { type: 'input_image', image_url: PICTURE });

export const answered = (text: string): string[] => [
  line('event_msg', { type: 'agent_message', message: text }),
  message('assistant', { type: 'output_text', text }),
];

export const turnContext = (more: Record<string, unknown> = {}): string =>
  line('turn_context', {
    cwd: '/recorded',
    approval_policy: 'never',
    sandbox_policy: { mode: 'danger-full-access' },
    model: 'recorded-model',
    summary: 'auto',
    ...more,
  });

export const called = (callId: string): string =>
  line('response_item', { type: 'function_call', name: 'shell', arguments: '{}', call_id: callId });

export const outputOf = (callId: string, output = 'done'): string =>
  line('response_item', { type: 'function_call_output', call_id: callId, output });

export const tokens = (total: number): string => {
  const usage = {
    input_tokens: total,
    cached_input_tokens: 0,
    output_tokens: 0,
    reasoning_output_tokens: 0,
    total_tokens: total,
  };
  const info = { total_token_usage: usage, last_token_usage: usage, model_context_window: null };
  return line('event_msg', { type: 'token_count', info, rate_limits: null });
};

export const text = (lines: readonly string[]): string => lines.map((l) => `${l}\n`).join('');

/** Where the rollout of that name lies by its date; `day` puts it elsewhere. */
export function pathOf(home: string, time: string, id: string, day = time.slice(0, 10).replaceAll('-', '/')): string {
  return join(home, 'sessions', day, `rollout-${time}-${id}.jsonl`);
}

export async function put(path: string, lines: readonly string[] | string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof lines === 'string' ? lines : text(lines));
  return path;
}

/** A small conversation that the list shows. */
export const small = (id: string, preview = `hello from ${id.slice(-4)}`): string[] => [
  meta(id),
  context(),
  ...said(preview),
  ...answered('hi'),
];
