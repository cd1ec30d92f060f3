import type {
  ConversationSettings,
  ModelEvent,
  ModelRequest,
  ModelSource,
  Models,
  ProviderSettings,
} from '../core/ports/index.js';
import { familyOf } from './families.js';
import type { WireContext } from './http/wire-context.js';
import { ScriptedModel } from './scripted/scripted.js';
import { Secrets } from './secrets.js';

/** Milliseconds after which the wire is loaded although nothing has been said yet. */
const PREPARE_AFTER_MS = 50;

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
    // The first turn should not wait for it, and neither should the reply that tells of the conversation.
    setTimeout(() => void prepareFor(provider), PREPARE_AFTER_MS).unref();
    return { stream: (request, signal) => overHttp(provider, request, this.#context, signal) };
  }

  traits(model: string) {
    return familyOf(model);
  }

  /** Replies of scripts that nobody asked for, by script. */
  unusedReplies(): { script: string; unused: number }[] {
    return [...this.#scripted]
      .map(([script, model]) => ({ script, unused: model.unused }))
      .filter(({ unused }) => unused > 0);
  }

  /** One script is played once in a process, whichever conversation asks. */
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
  if (wireApi === 'chat') await import('./chat/chat.js');
  else (await import('./responses/responses.js')).prepare();
}

async function* overHttp(
  provider: ProviderSettings,
  request: ModelRequest,
  context: WireContext,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const stream =
    provider.wireApi === 'chat'
      ? (await import('./chat/chat.js')).streamChat
      : (await import('./responses/responses.js')).streamResponses;
  const secrets = new Secrets(provider, context.env);
  const watched = { ...context, credentials: secrets.watch(context.credentials) };
  try {
    yield* stream(provider, request, watched, signal);
  } catch (e) {
    throw secrets.hiddenIn(e);
  }
}
