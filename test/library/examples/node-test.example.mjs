import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestError } from 'turnwire/client';
import { startTestClient } from 'turnwire/testing';

test('the answer of the model is the text of the turn', async (t) => {
  const { client, model, close } = await startTestClient({ replies: [{ text: 'Hello from a script' }] });
  t.after(close);
  const thread = await client.startThread();
  const result = await thread.run('hi').result;
  assert.equal(result.text, 'Hello from a script');
  assert.match(JSON.stringify(model.requests[0].body.input), /hi/);
  await assert.rejects(client.resumeThread('00000000-0000-7000-8000-000000000000'), RequestError);
});
