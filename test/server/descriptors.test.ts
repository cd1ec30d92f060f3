import { expect, it } from 'vitest';
import { OURS } from '../support/server.js';
import { session, shell } from './shell-session.js';

it.each(['3', '7', '9', '42'])(
  'a command does not get descriptor %s, with which the server was started',
  async (fd) => {
    const command = ['bash', '-c', `exec ${fd}</etc/hostname 5</etc/hosts; exec "$@"`, 'bash', ...OURS];
    const script = 'readlink /proc/$$/fd/*; echo end';
    await using s = await session(
      [{ calls: [shell(['bash', '-c', script])] }, { text: 'done' }],
      { approvalPolicy: 'never' },
      { command, validate: true },
    );
    await s.say();
    await s.server.next('task_complete');
    expect(JSON.stringify(s.outputs())).toContain('end');
    expect(JSON.stringify(s.outputs())).not.toMatch(/hostname|hosts/);
  },
);
