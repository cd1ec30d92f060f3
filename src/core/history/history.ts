import type { HistoryItem } from '../../domain/history-item.js';

/** The items that the model gets with each request, in order. */
export class History {
  #items: HistoryItem[];

  constructor(items: HistoryItem[] = []) {
    this.#items = items;
  }

  get items(): readonly HistoryItem[] {
    return this.#items;
  }

  replace(items: HistoryItem[]): void {
    this.#items = items;
  }

  add(items: readonly HistoryItem[]): void {
    for (const item of items) this.#items.push(item);
  }
}

/**
 * The form in which an item of the model is kept. Its ids are dropped, because only providers that store their answers use them in later requests,
 * and kinds that are never sent back are left out (C79).
 */
export function keptForm(item: HistoryItem): HistoryItem | undefined {
  switch (item.type) {
    case 'message':
      if (item.role === 'system') return undefined;
      return {
        type: 'message',
        role: item.role,
        content: item.content,
        ...(typeof item.phase === 'string' ? { phase: item.phase } : {}),
      };
    case 'reasoning':
      return {
        type: 'reasoning',
        summary: item.summary,
        content: item.content ?? null,
        encrypted_content: item.encrypted_content ?? null,
        ...(item.origin === undefined ? {} : { origin: item.origin }),
      };
    case 'function_call':
      return {
        type: 'function_call',
        ...namespaceOf(item),
        name: item.name,
        arguments: item.arguments,
        call_id: item.call_id,
      };
    case 'custom_tool_call':
      return {
        type: 'custom_tool_call',
        ...(item.status == null ? {} : { status: item.status }),
        call_id: item.call_id,
        ...namespaceOf(item),
        name: item.name,
        input: item.input,
      };
    case 'local_shell_call':
      return {
        type: 'local_shell_call',
        call_id: item.call_id ?? item.id ?? null,
        status: item.status,
        action: item.action,
      };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return item;
    case 'web_search_call':
      return undefined;
  }
}

const namespaceOf = ({ namespace }: { readonly namespace?: string | undefined }) =>
  namespace === undefined ? {} : { namespace };
