import type { HistoryItem } from '../../domain/history-item.js';

/** Tokens of a picture of any size. */
const PICTURE_TOKENS = 1500;
const BYTES_PER_TOKEN = 4;

/** An estimate of the tokens in these items, used when the model has not counted them. */
export function estimateTokens(items: readonly HistoryItem[]): number {
  let bytes = 0;
  let pictures = 0;
  for (const item of items) {
    switch (item.type) {
      case 'message':
        for (const part of item.content) {
          if (part.type === 'input_image') pictures++;
          else bytes += part.text.length;
        }
        break;
      case 'reasoning':
        bytes += item.encrypted_content?.length ?? 0;
        break;
      case 'function_call':
        bytes += item.arguments.length;
        break;
      case 'custom_tool_call':
        bytes += item.input.length;
        break;
      case 'function_call_output':
      case 'custom_tool_call_output':
        bytes += item.output.length;
        break;
    }
  }
  return Math.ceil(bytes / BYTES_PER_TOKEN) + pictures * PICTURE_TOKENS;
}

const LEFT_OUT = '(this output was left out to make room)';

/**
 * A shorter history, for a summary that was refused because the history is too long. The older half of the tool outputs lose their text. When no outputs are
 * left, the older half of the items is removed, except context. Undefined when nothing more can be removed.
 */
export function trimmed(items: readonly HistoryItem[]): HistoryItem[] | undefined {
  const outputs = items.flatMap((item, index) => (hasOutput(item) ? [index] : []));
  if (outputs.length > 0) {
    const old = new Set(outputs.slice(0, Math.ceil(outputs.length / 2)));
    return items.map((item, index) => (old.has(index) && hasOutput(item) ? { ...item, output: LEFT_OUT } : item));
  }
  const last = items.length - 1;
  const removable = items.flatMap((item, index) => (index < last && item.type !== 'message' ? [index] : []));
  const rest =
    removable.length > 0 ? removable : items.flatMap((_, index) => (index > 0 && index < last ? [index] : []));
  if (rest.length === 0) return undefined;
  const old = new Set(rest.slice(0, Math.ceil(rest.length / 2)));
  return items.filter((_, index) => !old.has(index));
}

const hasOutput = (item: HistoryItem): item is Extract<HistoryItem, { output: string }> =>
  (item.type === 'function_call_output' || item.type === 'custom_tool_call_output') && item.output !== LEFT_OUT;
