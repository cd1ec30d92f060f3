import { expect, it } from 'vitest';
import { base64, initialized, NO_SANDBOX, printed, untilPrinted } from '../server/v2/client-commands.js';

for (const [where, policy] of [
  ['in a sandbox', { sandboxPolicy: null }],
  ['without a sandbox', NO_SANDBOX],
] as const) {
  it(`an interactive shell ${where} has jobs, and Ctrl-C ends only what runs in it`, async () => {
    await using server = await initialized();
    const env = { PS1: null, PROMPT_COMMAND: 'printf "prompt\\n"', INPUTRC: '/dev/null' };
    const reply = server.request('command/exec', {
      command: ['bash', '--norc', '--noprofile', '-i'],
      processId: 'p',
      tty: true,
      disableTimeout: true,
      env,
      ...policy,
    });
    const type = (keys: string) => server.request('command/exec/write', { processId: 'p', deltaBase64: base64(keys) });
    await untilPrinted(server, 'p', 'prompt\r\n');
    // Printed by the program itself: before it has the terminal, Ctrl-C would be for the shell.
    await type('sh -c "echo \\$((6 * 7)); exec sleep 60"\n');
    await untilPrinted(server, 'p', '42\r\n');
    await type('\u0003');
    await type('echo status-$?; jobs -l; exit 4\n');
    expect(await reply).toEqual({ exitCode: 4, stdout: '', stderr: '' });
    expect(printed(server, 'p')).toMatch(/status-130\r\n/);
    expect(printed(server, 'p')).not.toMatch(/no job control|cannot set terminal/);
  });
}
