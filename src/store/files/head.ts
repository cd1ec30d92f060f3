import { closeSync, readSync } from 'node:fs';
import * as z from 'zod';
import { uuid } from '../../../protocol/rollout/ids.js';
import { messageKind } from '../../domain/message-kind.js';
import { openRegularFileSync } from '../../os/open-regular-file.js';

/** What the list shows of a rollout. */
export interface Head {
  readonly id: string;
  /** As the first line says; absent when it says nothing. */
  readonly timestamp?: string | undefined;
  readonly preview: string;
}

/** `hidden`: it will never be listed. `not-yet`: it has no message of the user so far. */
export type HeadResult = Head | 'hidden' | 'not-yet';

const FIRST_READ = 32 * 1024;
/** Bytes after which the search for a first message is given up. */
const MAX_READ = 16 * 1024 * 1024;
const INTERACTIVE = ['cli', 'vscode'];
const REQUEST_MARK = '## My request for Codex:';

const Line = z.looseObject({ type: z.string(), payload: z.looseObject({}) });
const Meta = z.looseObject({
  id: uuid(),
  timestamp: z.string().optional(),
  source: z.string().default('vscode').catch('unknown'),
});
const Message = z.looseObject({
  type: z.literal('message'),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
});

/** Reads as much of a file as it takes to know what the list shows of it; throws when it cannot be read. */
export function readHead(path: string): HeadResult {
  const fd = openRegularFileSync(path);
  try {
    for (let want = FIRST_READ; ; want *= 4) {
      const bytes = Buffer.allocUnsafe(want);
      const length = fill(fd, bytes);
      const complete = length < want;
      const found = interpret(bytes.toString('utf8', 0, length), complete);
      if (found !== 'more') return found;
      if (complete || want >= MAX_READ) return 'not-yet';
    }
  } finally {
    closeSync(fd);
  }
}

function fill(fd: number, bytes: Buffer): number {
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(fd, bytes, length, bytes.length - length, length);
    if (read === 0) break;
    length += read;
  }
  return length;
}

/** The first `session_meta` counts: a fork of the reference carries that of its source behind its own (C43). */
function interpret(text: string, complete: boolean): HeadResult | 'more' {
  const lines = text.split('\n');
  if (!complete) lines.pop();
  let meta: z.infer<typeof Meta> | undefined;
  let preview: string | undefined;
  let spoken = false;
  for (const line of lines) {
    const record = parseLine(line);
    if (record?.type === 'session_meta' && !meta) {
      const parsed = Meta.safeParse(record.payload);
      if (!parsed.success) continue;
      meta = parsed.data;
      if (!INTERACTIVE.includes(meta.source)) return 'hidden';
    } else if (record?.type === 'response_item') preview ??= previewOf(record.payload);
    else if (record?.type === 'event_msg' && record.payload.type === 'user_message') spoken = true;
    if (meta && spoken && preview !== undefined)
      return { id: meta.id, timestamp: meta.timestamp || undefined, preview };
  }
  if (!complete) return 'more';
  // A conversation that began with nothing but a picture has no text to show, and is a conversation all the same.
  return meta && spoken ? { id: meta.id, timestamp: meta.timestamp || undefined, preview: '' } : 'not-yet';
}

function parseLine(line: string): z.infer<typeof Line> | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // torn or foreign: the list goes by the other lines
  }
}

function previewOf(payload: unknown): string | undefined {
  const message = Message.safeParse(payload);
  if (!message.success) return undefined;
  const text = message.data.content.find((part) => part.type === 'input_text')?.text;
  if (text === undefined || messageKind(text) !== 'plain') return undefined;
  const at = text.indexOf(REQUEST_MARK);
  return at < 0 ? text : text.slice(at + REQUEST_MARK.length).trim();
}
