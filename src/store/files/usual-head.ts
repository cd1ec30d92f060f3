import type { SessionMeta } from '../../../protocol/rollout/rollout.js';
import type { ListedMeta } from '../../core/ports/index.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { ConversationMeta } from '../../domain/record.js';
import { previewOf } from '../preview.js';
import { metaOf } from './session-meta.js';

/*
 * The beginning of a rollout, read without the schemas. A list reads hundreds of files, nearly all of a few forms, and the schemas take many times as long as
 * reading the files. Files of other forms are left to the reader of whole rollouts. Both readers give the same results.
 */

const NEWLINE = 10;

/** What the list shows of a rollout. */
export interface Head {
  readonly meta: ListedMeta;
  /** Undefined when the list does not want the conversation. Then this was not searched for. */
  readonly preview: string | undefined;
}

/** `not-yet`: no user message so far. */
export type HeadResult = Head | 'not-yet';

/** The line without members that can be long and are not shown. */
export const listed = ({ instructions, dynamicTools, ...meta }: ConversationMeta): ListedMeta => meta;

/** Undefined when the reader of whole rollouts must read it, or more of the file is needed. */
export function usualHead(start: Buffer, wants: (meta: ListedMeta) => boolean): Head | undefined {
  let meta: ListedMeta | undefined;
  let preview: string | undefined;
  let isUsers = false;
  let from = 0;
  for (let end = start.indexOf(NEWLINE); end >= 0; end = start.indexOf(NEWLINE, from)) {
    const line = usualLine(start.toString('utf8', from, end));
    from = end + 1;
    if (!line) return undefined;
    if (!meta) {
      const own = line.type === 'session_meta' ? usualMeta(line.payload) : undefined;
      if (!own) return undefined;
      meta = listed(own);
      if (!wants(meta)) return { meta, preview: undefined };
      continue;
    }
    const told = toldBy(line);
    if (!told) return undefined;
    preview ??= told.text;
    isUsers ||= told.isUsers === true;
    // The text of the user is in the event alone.
    if (isUsers) return preview === undefined ? undefined : { meta, preview };
  }
  return undefined;
}

interface UsualLine {
  readonly type: unknown;
  readonly payload: JsonObject;
}

function usualLine(text: string): UsualLine | undefined {
  if (text.includes('\0')) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    if (!isJsonObject(json) || typeof json.timestamp !== 'string' || !isJsonObject(json.payload)) return undefined;
    return { type: json.type, payload: json.payload };
  } catch {
    return undefined;
  }
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const SOURCES: readonly unknown[] = ['cli', 'vscode', 'exec', 'mcp', 'unknown'];
const TEXTS = ['timestamp', 'cwd', 'originator', 'cli_version', 'instructions', 'model_provider', 'history_mode'];
const RARE = ['parent_thread_id', 'agent_nickname', 'agent_role', 'history_base'];

const isTextOrNone = (value: unknown): boolean => value == null || typeof value === 'string';
const isIdOrNone = (value: unknown): boolean => value == null || (typeof value === 'string' && UUID.test(value));

function usualMeta(payload: JsonObject): ConversationMeta | undefined {
  const { id, session_id, forked_from_id, source, git, thread_source } = payload;
  if (typeof id !== 'string' || !UUID.test(id) || !isIdOrNone(session_id) || !isIdOrNone(forked_from_id))
    return undefined;
  if (!TEXTS.every((name) => isTextOrNone(payload[name])) || !isTextOrNone(thread_source)) return undefined;
  if (source != null && !SOURCES.includes(source)) return undefined;
  if (RARE.some((name) => payload[name] != null) || (git != null && !isUsualGit(git))) return undefined;
  const text = (name: string): string => (payload[name] as string | null | undefined) ?? '';
  return metaOf({
    id,
    timestamp: text('timestamp'),
    cwd: text('cwd'),
    originator: text('originator'),
    cli_version: text('cli_version'),
    instructions: (payload.instructions as string | null | undefined) ?? null,
    source: (source as SessionMeta['source'] | null | undefined) ?? 'vscode',
    git: (git as SessionMeta['git'] | null) ?? undefined,
    forked_from_id: (forked_from_id as string | null | undefined) ?? undefined,
    model_provider: (payload.model_provider as string | null | undefined) ?? undefined,
    thread_source: (thread_source as string | null | undefined) ?? undefined,
    history_mode: (payload.history_mode as string | null | undefined) ?? undefined,
  });
}

const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isUsualGit = (git: unknown): boolean =>
  isJsonObject(git) && isText(git.commit_hash) && isText(git.branch) && isText(git.repository_url);

/** Kinds of lines and events that say nothing about the first message. */
const PASSED = ['turn_context', 'world_state'];
const PASSED_EVENTS = ['task_started', 'turn_started', 'thread_settings_applied', 'token_count'];

/** What a line says about the first message; undefined when it cannot be told here. */
function toldBy({ type, payload }: UsualLine): { text?: string | undefined; isUsers?: boolean } | undefined {
  if (type === 'response_item') return isUsualMessage(payload) ? { text: textOf(payload) } : undefined;
  if (PASSED.includes(String(type))) return {};
  if (type !== 'event_msg') return undefined;
  if (PASSED_EVENTS.includes(String(payload.type))) return {};
  return isUsualUserEvent(payload) ? { isUsers: true } : undefined;
}

interface Message extends JsonObject {
  readonly content: readonly { readonly type: string; readonly text: string }[];
}

const isPart = (part: unknown, types: readonly unknown[]): boolean =>
  isJsonObject(part) && types.includes(part.type) && typeof part.text === 'string';

function isUsualMessage(payload: JsonObject): payload is Message {
  const { type, id, role, content } = payload;
  if (type !== 'message' || typeof role !== 'string' || !isText(id) || !Array.isArray(content)) return false;
  return content.every((part) => isPart(part, ['input_text', 'output_text']));
}

const textOf = ({ role, content }: Message): string | undefined =>
  role === 'developer' ? undefined : previewOf(content);

const KINDS: readonly unknown[] = ['plain', 'user_instructions', 'environment_context', undefined];

/** The event of 0.44 or the item of 0.171. */
function isUsualUserEvent({ type, message, kind, images, item }: JsonObject): boolean {
  if (type === 'user_message') return typeof message === 'string' && KINDS.includes(kind) && images === undefined;
  if (type !== 'item_completed' || !isJsonObject(item) || item.type !== 'UserMessage') return false;
  const { id, client_id, content } = item;
  if (typeof id !== 'string' || !isTextOrNone(client_id) || !Array.isArray(content)) return false;
  return content.every((part) => isPart(part, ['text']));
}
