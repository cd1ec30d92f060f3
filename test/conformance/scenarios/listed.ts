import { answered, context, idOf, line, meta, said, small, text } from '../../store/rollouts.js';
import type { Scenario } from '../scenario.js';

const file = (n: number, lines: readonly string[], day = '2025/01/01') => ({
  [`home/sessions/${day}/rollout-2025-01-01T00-00-${10 + n}-${idOf(n)}.jsonl`]: text(lines),
});
const request = '# Context\n## My request for Codex:\n  fix it \n';

export default {
  name: 'recorded conversations are listed',
  files: {
    ...file(1, small(idOf(1), 'hello')),
    ...file(2, [meta(idOf(2), { source: 'exec' }), ...said('by a program')]),
    ...file(3, [meta(idOf(3), { source: 'cli', timestamp: '' }), context(), ...said(request), ...answered('done')]),
    ...file(4, [meta(idOf(4)), context()]),
    ...file(5, small(idOf(5), '  in an older folder '), '2024/12/31'),
    ...file(6, [meta(idOf(6)), line('of_the_future', {}), '', ...said('with a line of another kind')]),
    'home/sessions/2025/01/01/notes.txt': 'no rollout',
  },
  async steps(client) {
    await client.initialize();
    const second = `2025-01-01T00-00-13|${idOf(3).toUpperCase()}`;
    for (const params of [
      {},
      { pageSize: 2 },
      { pageSize: 2, cursor: second },
      { cursor: 'nonsense', pageSize: 1 },
      { pageSize: 0 },
      { pageSize: null, cursor: null },
      { pageSize: -1 },
      { pageSize: 1.5 },
      { pageSize: '1' },
    ]) {
      await client.call('listConversations', params);
    }
  },
} satisfies Scenario;
