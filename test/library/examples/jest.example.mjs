import { startTestClient } from 'turnwire/testing';

/** @type {import('turnwire/testing').TestClient} */
let t;
beforeEach(async () => {
  t = await startTestClient();
});
afterEach(() => t.close());

test('a command is run when the user accepts it', async () => {
  t.model.answer({ calls: [{ name: 'exec_command', args: { cmd: 'echo made' } }] }, { text: 'Done.' });
  const thread = await t.client.startThread({ onApproval: () => 'accept' });
  const { items, text } = await thread.run('go').result;
  expect(text).toBe('Done.');
  const command = items.find(({ type }) => type === 'commandExecution');
  expect(command).toMatchObject({ exitCode: 0, aggregatedOutput: 'made\n' });
});
