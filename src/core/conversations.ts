import type { SessionMeta } from '../../protocol/core/rollout.js';
import { AppError } from '../../protocol/errors.js';
import { Conversation } from './conversation.js';
import { canonicalId } from './conversation-id.js';
import { History } from './history.js';
import type { Ports, SettingsOverrides } from './ports.js';
import { environmentContext, instructionsMessage } from './prompt.js';
import { asRecord } from './turn.js';

/** The conversations that this process has loaded. */
export class Conversations {
  readonly #ports: Ports;
  readonly #loaded = new Map<string, Conversation>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Begins a conversation; its rollout is on disk when this resolves. */
  async create(overrides: SettingsOverrides): Promise<Conversation> {
    const { settings: config, models, ids, clock, store, workspace, identity } = this.#ports;
    const settings = config.derive(overrides);
    const source = models.source(settings);
    const started = new Date(clock.now());
    const [git, instructions] = await Promise.all([
      workspace.gitInfo(settings.cwd),
      workspace.instructions(settings.cwd, settings.projectDocs),
    ]);
    const id = ids.conversation();
    const meta: SessionMeta = {
      id,
      timestamp: started.toISOString(),
      cwd: settings.cwd,
      originator: identity.originator,
      cli_version: identity.version,
      instructions: instructions ?? null,
      source: 'vscode',
      ...(git ? { git } : {}),
    };
    const log = store.create(meta);
    const history = new History();
    const context = [
      ...(instructions === undefined ? [] : [instructionsMessage(instructions)]),
      environmentContext(settings, workspace.loginShell),
    ];
    history.add(context);
    log.append(context.map(asRecord));
    const conversation = new Conversation({ id, log, settings, source, history, ports: this.#ports });
    this.#loaded.set(id, conversation);
    return conversation;
  }

  /** Throws `conversation_not_found` for an id that is not loaded. */
  get(id: string): Conversation {
    const canonical = canonicalId(id);
    const conversation = this.#loaded.get(canonical);
    if (!conversation)
      throw new AppError('conversation_not_found', `conversation not found: ${canonical}`, { id: canonical });
    return conversation;
  }

  async closeAll(): Promise<void> {
    const all = [...this.#loaded.values()];
    this.#loaded.clear();
    await Promise.all(all.map((conversation) => conversation.close()));
  }
}
