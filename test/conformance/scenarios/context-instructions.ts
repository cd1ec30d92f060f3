import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../scenario.js';

export default {
  name: 'context: instructions of the person and of a project, down to the folder',
  model: [{ text: 'one' }, { text: 'two' }, { text: 'three' }],
  config: 'project_doc_fallback_filenames = [" RULES.md ", "", "NOTES.txt"]',
  files: {
    'home/AGENTS.md': '\n  Plant in rows.\n\n',
    'work/garden/.git/HEAD': 'ref: refs/heads/main\n',
    'work/garden/AGENTS.md': 'root rules\n',
    'work/garden/RULES.md': 'not read beside AGENTS.md\n',
    'work/garden/beds/NOTES.txt': 'notes\n',
    'work/garden/beds/RULES.md': 'rules\n',
    'work/garden/beds/roses/AGENTS.md': '  \n\n',
    'work/garden/beds/roses/old/real.md': 'by a link',
    'work/AGENTS.md': 'above the root of the repository\n',
    'work/shed/AGENTS.md': 'no repository here\n',
    'work/shed/below/file': '',
  },
  async steps(client) {
    const { work } = client.server;
    const old = join(work, 'garden/beds/roses/old');
    symlinkSync('real.md', join(old, 'AGENTS.md'));
    await client.begin({ cwd: old });
    await client.turn('first');
    // What the folder is changed to is not read.
    await client.sendTurn('second', {
      cwd: join(work, 'shed'),
      approvalPolicy: 'untrusted',
      sandboxPolicy: { mode: 'read-only' },
      model: 'mock-model',
      summary: 'auto',
    });
    await client.event('task_complete');
    mkdirSync(join(work, 'garden/.git/below'));
    const { result } = await client.call('newConversation', { cwd: join(work, 'garden/beds/roses') });
    const { conversationId } = result as { conversationId: string };
    await client.call('addConversationListener', { conversationId });
    client.conversationId = conversationId;
    await client.turn('third');
  },
} satisfies Scenario;
