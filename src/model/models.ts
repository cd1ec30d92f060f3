import type { ResponseItem } from '../../protocol/rollout/items.js';
import {
  type ConversationSettings,
  ModelError,
  type ModelEvent,
  type ModelRequest,
  type ModelSource,
  type Models,
  type ProviderSettings,
} from '../core/ports/index.js';
import { originName } from '../domain/history-item.js';
import { lateModule } from '../os/late-import.js';
import { familyOf } from './families.js';
import type { WireContext } from './http/wire-context.js';
import { withShownNames } from './namespaces.js';
import { RefusedItems, repairFor } from './refused-items.js';
import type { streamResponses } from './responses/responses.js';
import { ScriptedModel } from './scripted/scripted.js';
import { Secrets } from './secrets.js';
import { validItems } from './valid-items.js';

const loadChat = lateModule(() => import('./chat/chat.js'));
const loadResponses = lateModule(() => import('./responses/responses.js'));

/** The code for the API of the provider is loaded after this many milliseconds, also without a turn: most often while the client reads the reply. */
const PREPARE_AFTER_MS = 10;

/** Every model provider that the configuration can name. */
export class ModelProviders implements Models {
  readonly #context: WireContext;
  readonly #scripted = new Map<string, ScriptedModel>();

  constructor(context: WireContext) {
    this.#context = context;
  }

  /** Throws `AppError` `config_invalid` when the provider's script cannot be read. */
  source(settings: ConversationSettings): ModelSource {
    const { provider } = settings;
    if (provider.wireApi === 'scripted') return this.#scriptedModel(provider);
    // Neither the first turn nor the reply with the new conversation should wait for the load.
    setTimeout(() => void prepareFor(provider).catch(() => {}), PREPARE_AFTER_MS).unref(); // the first request reports the error
    const refused = new RefusedItems();
    return { stream: (request, signal) => overHttp(provider, request, { context: this.#context, refused, signal }) };
  }

  traits(model: string) {
    return familyOf(model);
  }

  /** Replies of scripts that no request has used, by script. */
  unusedReplies(): { script: string; unused: number }[] {
    return [...this.#scripted]
      .map(([script, model]) => ({ script, unused: model.unused }))
      .filter(({ unused }) => unused > 0);
  }

  /** Each script is played once per process; all conversations share it. */
  #scriptedModel(provider: ProviderSettings): ScriptedModel {
    const script = provider.script ?? '';
    const known = this.#scripted.get(script);
    if (known) return known;
    const model = new ScriptedModel(provider);
    this.#scripted.set(script, model);
    return model;
  }
}

async function prepareFor({ wireApi }: ProviderSettings): Promise<void> {
  if (wireApi === 'chat') await loadChat();
  else (await loadResponses()).prepare();
}

interface Sending {
  readonly context: WireContext;
  readonly refused: RefusedItems;
  readonly signal: AbortSignal;
}

/** Sends a request with items that are valid for its API, and again without an item that the provider refuses (C266). */
async function* overHttp(
  provider: ProviderSettings,
  request: ModelRequest,
  { context, refused, signal }: Sending,
): AsyncGenerator<readonly ModelEvent[]> {
  const secrets = new Secrets(provider, context.env);
  const watched = { ...context, credentials: secrets.watch(context.credentials) };
  const wire = await wireOf(provider);
  const shown = withShownNames(provider, request);
  const valid = validItems(shown.input, originName(provider.id, request.account));
  let last: string | undefined;
  for (let repairs = 0; ; repairs++) {
    const prepared = { ...shown, input: refused.without(valid) };
    let begun = false;
    try {
      for await (const events of wire.stream(provider, prepared, watched, signal)) {
        begun ||= events.some(({ type }) => type !== 'started');
        yield events;
      }
      return;
    } catch (e) {
      const error = secrets.hiddenIn(e);
      if (begun || signal.aborted || !(error instanceof ModelError)) throw error;
      if (repairs === MAX_REPAIRS || error.message === last) throw error;
      const repair = repairFor(error, prepared.input, (place) => wire.itemsAt(provider, prepared, place));
      if (repair === undefined) throw error;
      refused.remember(repair);
      last = error.message;
      const message = `The provider refused ${repair.what} of this conversation, so it is left out from now on: ${error.message}`;
      yield [{ type: 'note', message }];
    }
  }
}

/** A request can hold several such items, and a provider names one of them. */
const MAX_REPAIRS = 3;

interface Wire {
  readonly stream: typeof streamResponses;
  /** The items that are sent at this index of the list in the request. */
  readonly itemsAt: (provider: ProviderSettings, request: ModelRequest, place: number) => readonly ResponseItem[];
}

async function wireOf({ wireApi }: ProviderSettings): Promise<Wire> {
  if (wireApi === 'chat') {
    const { streamChat, chatItemsAt } = await loadChat();
    return { stream: streamChat, itemsAt: chatItemsAt };
  }
  const { streamResponses } = await loadResponses();
  return { stream: streamResponses, itemsAt: (_, { input }, place) => input.slice(place, place + 1) };
}
