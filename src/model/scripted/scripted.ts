import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../protocol/errors.js';
import { explain } from '../../../protocol/explain.js';
import { ModelError, type ModelEvent, type ModelRequest, type ProviderSettings } from '../../core/ports/index.js';
import { readRegularFileSync } from '../../os/open-regular-file.js';
import { brokenOff } from '../http/provider-error.js';
import { refusalError } from '../http/refusal.js';
import { ResponsesAnswer } from '../responses/answer.js';
import { replyEvents } from './events.js';
import { Script, type ScriptReply } from './script.js';

const MAX_SCRIPT_BYTES = 16 * 1024 * 1024;

/**
 * The built-in model that needs no network: a test double and a demo, and its answers say so. It plays a script, one reply per request;
 * all conversations use the same script. Without a script it repeats the user's text.
 */
export class ScriptedModel {
  readonly #provider: ProviderSettings;
  readonly #replies: ScriptReply[] | undefined;
  #serial = 0;

  constructor(provider: ProviderSettings) {
    this.#provider = provider;
    this.#replies = provider.script === undefined ? undefined : readScript(provider.script);
  }

  /** Replies that no request has used. */
  get unused(): number {
    return this.#replies === undefined ? 0 : Math.max(0, this.#replies.length - this.#serial);
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<readonly ModelEvent[]> {
    const reply = this.#next(request);
    const serial = this.#serial;
    if (reply.fail) throw this.#refused(reply.fail);
    yield [{ type: 'started', rateLimits: { primary: null, secondary: null } }];
    const answer = new ResponsesAnswer(this.#provider.id);
    for (const json of replyEvents(reply, serial)) {
      if (reply.pace) await sleep(reply.pace, undefined, { signal });
      yield answer.take(json);
      if (answer.ended) return;
    }
    if (reply.hold) await sleep(2 ** 31 - 1, undefined, { signal });
    throw brokenOff('stream closed before response.completed');
  }

  /** Fails like an HTTP request, but without silent retries. */
  #refused({ status, body, headers = {} }: NonNullable<ScriptReply['fail']>): ModelError {
    const header = (name: string) => headers[name];
    return refusalError({ status, header, text: textOf(body) }, this.#provider, { signedIn: false });
  }

  #next(request: ModelRequest): ScriptReply {
    const index = this.#serial++;
    if (this.#replies === undefined) return echo(request);
    const reply = this.#replies[index];
    if (!reply)
      throw new ModelError(
        `the script is exhausted: it has ${this.#replies.length} replies and this is request ${index + 1}`,
        { final: true },
      );
    return reply;
  }
}

function readScript(path: string): ScriptReply[] {
  const fail = (reason: string): never => {
    throw new AppError('config_invalid', `error deriving config: script ${path}: ${reason}`, {
      reason,
      key: 'turnwire.script',
    });
  };
  let json: unknown;
  try {
    json = JSON.parse(readRegularFileSync(path, { maxBytes: MAX_SCRIPT_BYTES }).toString('utf8'));
  } catch (e) {
    return fail((e as Error).message);
  }
  const parsed = Script.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path: place, reason } = explain(parsed.error);
  return fail(`${place.join('.')}: ${reason}`);
}

function echo(request: ModelRequest): ScriptReply {
  const users = request.input.filter((item) => item.type === 'message' && item.role === 'user');
  const last = users.at(-1);
  const said =
    last?.type === 'message' ? last.content.map((part) => ('text' in part ? part.text : '(an image)')).join('') : '';
  return { text: `This is Turnwire's scripted model; no real model is connected. You said: ${said}` };
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body ?? ''));
