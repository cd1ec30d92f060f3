import { askedLine, UNREAD_MS } from './asking.js';
import { shown, shownLine } from './harmless.js';
import type { Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import type { OpenRequest } from './session.js';
import { clipped, wrapCode, wrapHard, wrapWords } from './wrap.js';

type Elicitation = Extract<OpenRequest, { method: 'mcpServer/elicitation/request' }>;

/** The mark that the server adds to its own question about a call. Questions of MCP servers never have it. */
interface CallMeta {
  readonly codex_approval_kind?: string;
  readonly tool_name?: string;
  readonly tool_params?: object;
  readonly persist?: readonly string[];
}

const metaOf = (request: OpenRequest): CallMeta | undefined => {
  if (request.method !== 'mcpServer/elicitation/request') return undefined;
  const meta = request.params._meta as CallMeta | null;
  return meta?.codex_approval_kind === 'mcp_tool_call' ? meta : undefined;
};

/** An approval of a call of an MCP tool: it has the form of a question, as clients know it. */
export const isToolApproval = (request: OpenRequest): request is Elicitation => metaOf(request) !== undefined;

/** Asks the user about a call of a tool; it shows the server and the arguments. */
export class ToolApprovalPart implements Part {
  readonly #request: Elicitation;
  readonly #meta: CallMeta;
  readonly #now: () => number;
  readonly #shownAt: number;

  constructor(request: Elicitation, now: () => number) {
    this.#request = request;
    this.#meta = metaOf(request) ?? {};
    this.#now = now;
    this.#shownAt = now();
  }

  frame({ columns, rows }: Size, paint: Paint): Frame {
    const { tool_name: tool = '', tool_params: given = {} } = this.#meta;
    const name = paint.bold(`${shownLine(this.#request.params.serverName)}.${shownLine(tool)}`);
    const head = [askedLine('May this tool run?', columns, paint), ...wrapHard(`  ${name}`, columns)];
    const body = Object.entries(given).flatMap(([key, value]) =>
      wrapCode(`${shown(key)}: ${shown(JSON.stringify(value))}`, columns - 4).map((line) => `    ${line}`),
    );
    const foot = wrapWords(this.#isReady ? this.#options(paint) : paint.dim('...'), columns);
    const gap = rows - head.length - foot.length < 3 ? [] : [''];
    const room = Math.max(1, rows - head.length - foot.length - gap.length);
    const cut = clipped(`    \u2026 ${body.length - room + 1} more lines: Ctrl-T`, columns);
    const seen = body.length <= room ? body : [...body.slice(0, room - 1), paint.dim(cut)];
    return { lines: [...head, ...seen, ...gap, ...foot] };
  }

  key(key: Key): void {
    if (!this.#isReady) return;
    const answer = this.#request.answer;
    const typed = key.name === 'text' ? key.text.toLowerCase() : '';
    if (key.name === 'escape') answer({ action: 'cancel', content: null, _meta: null });
    else if (typed === 'n') answer({ action: 'decline', content: null, _meta: null });
    else if (typed === 'y') answer({ action: 'accept', content: {}, _meta: null });
    else if (typed === 'a' && this.#canBeKept) answer({ action: 'accept', content: {}, _meta: { persist: 'session' } });
  }

  get #isReady(): boolean {
    return this.#now() - this.#shownAt >= UNREAD_MS;
  }

  get #canBeKept(): boolean {
    return this.#meta.persist?.includes('session') ?? false;
  }

  #options(paint: Paint): string {
    const key = (letter: string, what: string) => `${paint.bold(letter)} ${what}`;
    return [
      key('y', 'yes'),
      ...(this.#canBeKept ? [key('a', 'yes, for this session')] : []),
      key('n', 'no'),
      key('Esc', 'no answer'),
    ].join(paint.dim(' \u00b7 '));
  }
}
