import { toUSVString } from 'node:util';
import type { Client } from '@modelcontextprotocol/client';
import type { ElicitationAnswer, ElicitationRequest } from '../../domain/client-request.js';
import { isJsonObject } from '../../domain/json.js';
import { type FormContent, formContent } from './form-answer.js';

/** A question of a server, before its conversation is known. */
export type ServerQuestion =
  | { readonly mode: 'form'; readonly message: string; readonly meta: unknown; readonly requestedSchema: object }
  | {
      readonly mode: 'url';
      readonly message: string;
      readonly meta: unknown;
      readonly url: string;
      readonly elicitationId: string;
    };

/** Sends a request to the user of a conversation; null without an answer. The signal withdraws it. */
export type Elicit = (question: ServerQuestion, signal: AbortSignal) => Promise<ElicitationAnswer | null>;

/** A call that runs now. */
export interface ElicitingCall {
  readonly elicit: Elicit;
  /** Aborted when the call is over. */
  readonly over: AbortSignal;
  /** The clock of the call, which is paused while the user answers. */
  readonly pause: () => void;
  readonly resume: () => void;
}

type Answer = {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: FormContent;
  readonly _meta?: Record<string, unknown>;
};

const MAX_MESSAGE = 16_384;
const MAX_SCHEMA = 131_072;
const DECLINE: Answer = { action: 'decline' };

/** The capabilities for questions that a server gets, as in 0.171. */
export const ELICITATION = { form: {}, url: {} };

/**
 * The questions of one server. Its connection serves several conversations, and a question does not name its call, so it goes to the running call.
 * When several calls or none run, it is declined: a user must not answer for another conversation (C470).
 */
export class Elicitations {
  readonly #calls = new Set<ElicitingCall>();
  #isOpen = false;

  begin(call: ElicitingCall): void {
    this.#calls.add(call);
  }

  end(call: ElicitingCall): void {
    this.#calls.delete(call);
  }

  listenTo(client: Client): void {
    client.setRequestHandler('elicitation/create', ({ params }, { mcpReq: { signal } }) =>
      this.#answer(params as Readonly<Record<string, unknown>>, signal),
    );
  }

  async #answer(params: Readonly<Record<string, unknown>>, withdrawn: AbortSignal): Promise<Answer> {
    const [call, another] = this.#calls;
    const question = readQuestion(params);
    // Only one at a time, so that a server cannot open many windows.
    if (call === undefined || another !== undefined || question === undefined || this.#isOpen) return DECLINE;
    this.#isOpen = true;
    call.pause();
    try {
      const answer = await call.elicit(question, AbortSignal.any([withdrawn, call.over]));
      return readAnswer(question, answer);
    } catch {
      return { action: 'cancel' };
    } finally {
      this.#isOpen = false;
      call.resume();
    }
  }
}

function readQuestion(params: Readonly<Record<string, unknown>>): ServerQuestion | undefined {
  const text = String(params.message);
  if (text.length > MAX_MESSAGE) return undefined;
  const common = { message: toUSVString(text), meta: ownMeta(params._meta) };
  if (params.mode !== 'url') {
    const requestedSchema = params.requestedSchema as object;
    const isShort = JSON.stringify([requestedSchema, common.meta]).length <= MAX_SCHEMA;
    return isShort ? { ...common, mode: 'form', requestedSchema } : undefined;
  }
  const { url, elicitationId } = params as { url: string; elicitationId: string };
  const isPage = ['https:', 'http:'].includes(URL.canParse(url) ? new URL(url).protocol : '');
  return isPage && url.length <= MAX_MESSAGE ? { ...common, mode: 'url', url, elicitationId } : undefined;
}

/** Clients recognise our own approvals by these members, so a server may not use them in its questions. */
const RESERVED = /^(codex_|tool_|persist$|progressToken$)/;

function ownMeta(meta: unknown): ElicitationRequest['meta'] {
  if (!isJsonObject(meta)) return null;
  const own = Object.entries(meta).filter(([name]) => !RESERVED.test(name));
  return own.length === 0 ? null : Object.fromEntries(own);
}

function readAnswer(question: ServerQuestion, answer: ElicitationAnswer | null): Answer {
  if (answer === null) return DECLINE;
  if (answer.action !== 'accept') return { action: answer.action };
  const content = question.mode === 'url' ? {} : formContent(question.requestedSchema, answer.content);
  if (content === undefined) return DECLINE;
  return { action: 'accept', content, ...(isJsonObject(answer.meta) ? { _meta: answer.meta } : {}) };
}
