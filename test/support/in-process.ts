import type { AppServer, BackOff, EventBody } from '../../src/server/library.js';
import { createAppServer } from '../../src/server/library.js';
import { scratchFolder } from './scratch.js';

export interface InProcessOptions {
  readonly baseUrl: string;
  /** Keys of the provider's table. */
  readonly provider?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  /** How the conversation is begun. */
  readonly overrides?: Parameters<AppServer['conversations']['create']>[0];
  /** Text of `auth.json`. */
  readonly auth?: string;
}

/** A server in this process with one conversation, for tests that want many turns in little time. Back-offs are noted and not waited for. */
export async function startInProcess(options: InProcessOptions): Promise<InProcess> {
  const home = await scratchFolder('home');
  if (options.auth !== undefined) await home.write('auth.json', options.auth);
  const waits: number[] = [];
  const backOff: BackOff = {
    delay: (attempt) => 200 * 2 ** (attempt - 1),
    wait: async (ms, signal) => {
      waits.push(ms);
      signal.throwIfAborted();
    },
  };
  const server = createAppServer({
    home: home.path,
    cwd: home.path,
    env: { PATH: process.env.PATH, ...options.env },
    backOff,
    config: {
      model: 'mock-model',
      model_provider: 'mock',
      approval_policy: 'never',
      sandbox_mode: 'danger-full-access',
      'model_providers.mock': {
        name: 'Mock',
        base_url: options.baseUrl,
        wire_api: 'responses',
        request_max_retries: 0,
        stream_max_retries: 0,
        ...options.provider,
      },
      ...options.config,
    },
  });
  const conversation = await server.conversations.create(options.overrides ?? {});
  const events: EventBody[] = [];
  let changed: () => void = () => {};
  conversation.subscribers.subscribe({}, ({ body }) => {
    events.push(body);
    changed();
  });
  const ended = () => events.some(({ type }) => type === 'turn-ended');
  const run = async (begin: () => unknown) => {
    events.length = 0;
    await begin();
    while (!ended()) await new Promise<void>((resolve) => (changed = resolve));
    return new TurnEvents([...events]);
  };
  return {
    server,
    conversation,
    waits,
    run,
    turn: (text) => run(async () => (await conversation.submit([{ type: 'text', text }])).begin()),
    async [Symbol.asyncDispose]() {
      await server.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

export interface InProcess extends AsyncDisposable {
  readonly server: AppServer;
  readonly conversation: Awaited<ReturnType<AppServer['conversations']['create']>>;
  /** Milliseconds of each back-off so far. */
  readonly waits: number[];
  /** One whole turn; returns its notifications. */
  turn(text: string): Promise<TurnEvents>;
  /** The same for a turn that something else begins. */
  run(begin: () => unknown): Promise<TurnEvents>;
}

/** The notifications of one turn. */
export class TurnEvents {
  constructor(readonly all: readonly EventBody[]) {}

  of<T extends EventBody['type']>(type: T): Extract<EventBody, { type: T }>[] {
    return this.all.filter((event): event is Extract<EventBody, { type: T }> => event.type === type);
  }

  get lastMessage(): string | null | undefined {
    return this.of('turn-ended')[0]?.lastMessage;
  }

  get failures(): Extract<EventBody, { type: 'error' }>[] {
    return this.of('error').filter(({ willRetry }) => !willRetry);
  }

  get failed(): Extract<EventBody, { type: 'error' }> | undefined {
    return this.failures[0];
  }

  get retries(): string[] {
    return this.of('error').flatMap(({ message, willRetry }) => (willRetry ? [message] : []));
  }
}
