import { exec, patch, patchOf } from '../v2/replies.js';
import { ASKS, type ThreadScenario, UNTRUSTED } from '../v2/scenario.js';

const FILES = { 'work/a.txt': 'hi\nthere\n', 'work/old.txt': 'old\n' };
const ADD = patchOf('*** Add File: new.txt', '+new');
const MANY = patchOf(
  '*** Add File: new.txt',
  '+new',
  '*** Update File: a.txt',
  '@@',
  '-hi',
  '+hello',
  ' there',
  '*** Delete File: old.txt',
);

const answered = (name: string, answer: { result: unknown } | { error: object }, ends = false): ThreadScenario => ({
  name: `v2 approval of a patch: ${name}`,
  files: FILES,
  model: [patch(ADD), ...(ends ? [] : [{ text: 'so be it' }])],
  async steps(client) {
    await client.begin(UNTRUSTED);
    await client.startTurn('change it');
    await client.reply(ASKS.patch, answer);
    await client.ended();
  },
});

const decided = (decision: unknown) => ({ result: { decision } });

const applied = (name: string, ...replies: NonNullable<ThreadScenario['model']>): ThreadScenario => ({
  name: `v2 patch: ${name}`,
  files: FILES,
  model: [...replies, { text: 'done' }],
  async steps(client) {
    await client.begin({ approvalPolicy: 'never' });
    await client.turn('change it');
  },
});

export default [
  applied('adds, updates and deletes', patch(MANY)),
  applied('moves a file', patch(patchOf('*** Update File: a.txt', '*** Move to: b.txt', '@@', '-hi', '+hello'))),
  applied('two in a row', patch(ADD, 'call_1'), patch(patchOf('*** Delete File: old.txt'), 'call_2')),
  applied('does not fit', patch(patchOf('*** Update File: a.txt', '@@', '-nothing', '+else'))),
  applied('cannot be read', patch('*** Begin Patch\nnonsense')),
  applied('inside of a command', { calls: [exec(`apply_patch <<'EOF'\n${ADD}\nEOF`)] }),
  answered('accepted', decided('accept')),
  answered('accepted for the session', decided('acceptForSession')),
  answered('declined', decided('decline')),
  answered('cancelled', decided('cancel'), true),
  answered('answered with an error', { error: { code: -32000, message: 'no window' } }),
  answered('answered with nonsense', { result: {} }),
] satisfies ThreadScenario[];
