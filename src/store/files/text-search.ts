import { isInjected } from '../../domain/injected-text.js';
import { isJsonObject } from '../../domain/json.js';
import { openRegularFile } from '../../os/open-regular-file.js';
import { readLines } from './read-lines.js';

/** What a search finds in a rollout: the message with the text. `unsure`: the rollout must be read in full to know. */
export type Finding = { readonly message: string } | 'unsure' | undefined;

const MAX_BYTES = 4 * 1024 ** 3;
const SMALL = 256 * 1024;
/** Records that take back what stands before them, or name another file that comes before this one. */
const UNSURE = ['"thread_rolled_back"', '"history_base"'];

/** Searches rollouts for a text in the messages of the user and the model; upper and lower case are the same. There is no index that could fall behind. */
export class TextSearch {
  readonly #text: string;
  /** A part of the text that JSON writes as it is; undefined when there is none. */
  readonly #part: RegExp | undefined;

  readonly #signal: AbortSignal | undefined;

  /** Aborting ends running searches. Their results must not be used then. */
  constructor(text: string, signal?: AbortSignal) {
    this.#signal = signal;
    this.#text = text.toLowerCase();
    const [longest] = (text.match(/[\w .,:;!?()-]+/g) ?? []).sort((a, b) => b.length - a.length);
    this.#part = longest === undefined ? undefined : new RegExp(longest.replace(/[.?()*+-]/g, '\\$&'), 'i');
  }

  /** Rejects when the file cannot be read. */
  async in(path: string): Promise<Finding> {
    return (await this.#cannotBeIn(path)) ? undefined : this.#search(path);
  }

  /** Most files are small and do not have the text. They are read in one piece, without splitting lines. */
  async #cannotBeIn(path: string): Promise<boolean> {
    if (!this.#part) return false;
    const file = await openRegularFile(path);
    try {
      const { size } = await file.stat();
      if (size > SMALL) return false;
      const whole = Buffer.allocUnsafe(size);
      if ((await file.read(whole, 0, size, 0)).bytesRead < size) return false;
      return !UNSURE.some((word) => whole.includes(word)) && !this.#mayHave(whole);
    } finally {
      await file.close();
    }
  }

  async #search(path: string): Promise<Finding> {
    let found: Finding;
    let isUnsure = false;
    await readLines(path, { to: MAX_BYTES }, (line) => {
      if (line === undefined) return true;
      if (UNSURE.some((word) => line.includes(word))) isUnsure = true;
      else if (found === undefined && this.#mayHave(line)) found = this.#inLine(line);
      // Later lines may take back the message that was found.
      return !isUnsure && !this.#signal?.aborted;
    });
    return isUnsure ? 'unsure' : found;
  }

  #mayHave(bytes: Buffer): boolean {
    return this.#part?.test(bytes.toString('latin1')) ?? true;
  }

  #inLine(line: Buffer): Finding {
    const message = messagesOf(line).find((text) => text.toLowerCase().includes(this.#text) && !isInjected(text));
    return message === undefined ? undefined : { message };
  }
}

/** The texts of the user and the model in one line; none when it is no message. */
function messagesOf(line: Buffer): string[] {
  let read: unknown;
  try {
    read = JSON.parse(line.toString());
  } catch {
    return [];
  }
  if (!isJsonObject(read)) return [];
  const payload = isJsonObject(read.payload) ? read.payload : read;
  switch (payload.type) {
    case 'message':
      return payload.role === 'user' || payload.role === 'assistant' ? textsOf(payload.content) : [];
    case 'user_message':
    case 'agent_message':
      return typeof payload.message === 'string' ? [payload.message] : [];
    case 'item_completed':
      return isJsonObject(payload.item) && /^(User|Agent)Message$/.test(String(payload.item.type))
        ? textsOf(payload.item.content)
        : [];
    default:
      return [];
  }
}

function textsOf(content: unknown): string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((part) => (isJsonObject(part) && typeof part.text === 'string' ? [part.text] : []));
}
