const assert = require('node:assert/strict');
const { test } = require('node:test');
const { RequestError } = require('turnwire/client');
const { startInProcess } = require('turnwire/client/in-process');
const { reduce, emptyTranscript } = require('turnwire/client/transcript');
const { startTestClient } = require('turnwire/testing');

test('CommonJS: the answer of the model is drawn', async (t) => {
  assert.equal(typeof startInProcess, 'function');
  const { client, close } = await startTestClient({ replies: [{ text: 'Hello from a script' }] });
  t.after(close);
  const thread = await client.startThread();
  let transcript = emptyTranscript(thread.id);
  client.on('*', (event) => {
    transcript = reduce(transcript, event);
  });
  await thread.run('hi').result;
  assert.deepEqual(
    transcript.cells.map(({ kind }) => kind),
    ['user', 'assistant', 'turn'],
  );
  await assert.rejects(client.resumeThread('00000000-0000-7000-8000-000000000000'), RequestError);
});
