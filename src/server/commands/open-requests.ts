/** Characters at the start or the end of a reply that have its id. */
const EDGE = 300;
const ID = '("(?:[^"\\\\]|\\\\.)*"|-?\\d+)';
/** The usual forms of a reply. A reply in another form is parsed as a whole. */
const NO_REPLY = /^\{"method":/;
const RESULT = new RegExp(`^\\{"id":${ID},"(?:result|error)":`);
const ERROR = new RegExp(`"id":${ID}\\}$`);

/** The requests that were passed on and have no reply yet. */
export class OpenRequests {
  readonly #ids = new Set<string>();
  #whenAnswered: () => void = () => {};

  /** A message of the client. */
  sent(text: string): void {
    const message = parsed(text);
    if (message?.id !== undefined && message.method !== undefined) this.#ids.add(JSON.stringify(message.id));
  }

  /** A message of the server. */
  answered(message: Buffer): void {
    if (this.#ids.size === 0) return;
    const start = message.toString('utf8', 0, EDGE);
    if (NO_REPLY.test(start)) return;
    const id =
      RESULT.exec(start)?.[1] ?? ERROR.exec(message.toString('utf8', message.length - EDGE))?.[1] ?? idOf(message);
    if (id !== undefined) this.#ids.delete(id);
    if (this.#ids.size === 0) this.#whenAnswered();
  }

  /** Resolves when none is open, or the time is up. */
  async allAnswered(withinMs: number): Promise<void> {
    if (this.#ids.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#whenAnswered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function idOf(message: Buffer): string | undefined {
  const { id, method } = parsed(message.toString()) ?? {};
  return id === undefined || method !== undefined ? undefined : JSON.stringify(id);
}

function parsed(text: string): { id?: unknown; method?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
