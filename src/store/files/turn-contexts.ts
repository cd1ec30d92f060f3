import type { TurnContextItem } from '../../../protocol/rollout/rollout.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { ConversationRecord } from '../../domain/record.js';
import { readApproval } from './approval-lines.js';
import { policyIn } from './permission-lines.js';

type Sampling = Extract<ConversationRecord, { type: 'sampling' }>;

/** Reads the settings of requests. Most requests have the same settings as the request before. Then the text is not parsed again. */
export class TurnContexts {
  #last: { readonly text: string; readonly settings: Sampling['settings'] } | undefined;

  /** Undefined when the line must be parsed: it has other settings, or is of another kind. */
  known({ type, timestamp, payload }: JsonObject): Sampling | undefined {
    if (type !== 'turn_context' || typeof timestamp !== 'string' || !this.#last || !isJsonObject(payload))
      return undefined;
    return textOf(payload) === this.#last.text ? sampling(this.#last.settings, payload) : undefined;
  }

  /** `payload`: as it is in the file. */
  read(context: TurnContextItem, payload: JsonObject): Sampling {
    const { cwd, approval_policy, sandbox_policy, permission_profile, model, effort, summary } = context;
    const settings = {
      cwd,
      approvalPolicy: readApproval(approval_policy, context),
      sandboxPolicy: policyIn(permission_profile, cwd) ?? sandbox_policy,
      model,
      effort,
      summary,
    };
    const text = textOf(payload);
    this.#last = text === undefined ? undefined : { text, settings };
    return sampling(settings, payload);
  }
}

/** The payload without its turn; undefined when it is nested too deeply to be written. */
function textOf({ turn_id, ...context }: JsonObject): string | undefined {
  try {
    return JSON.stringify(context);
  } catch {
    return undefined;
  }
}

const sampling = (settings: Sampling['settings'], { turn_id }: JsonObject): Sampling => ({
  type: 'sampling',
  settings,
  turnId: typeof turn_id === 'string' ? turn_id : null,
});
