import { readRollout } from './rollout.js';

/** What a rollout says that the model is sent, one line an item: `user TEXT`, `assistant TEXT`, `call ID NAME`, `output ID TEXT`. */
export async function textsIn(path: string): Promise<string[]> {
  const lines = await readRollout(path);
  return lines.flatMap(({ type, payload }) => {
    if (type !== 'response_item') return [];
    const item = payload as {
      type: string;
      role?: string;
      name?: string;
      call_id?: string;
      output?: string;
      content?: Part[];
    };
    if (item.type === 'message') return [`${item.role} ${(item.content ?? []).map(({ text = '' }) => text).join('')}`];
    if (item.type.endsWith('_output')) return [`output ${item.call_id} ${item.output}`];
    return item.call_id === undefined ? [] : [`call ${item.call_id} ${item.name}`];
  });
}

interface Part {
  readonly text?: string;
}
