// A small extension of VS Code, as it is before it is bundled.
const vscode = require('vscode');
const { spawnServer } = require('turnwire/client');
const { reduce, emptyTranscript } = require('turnwire/client/transcript');

let client;

exports.activate = async (context) => {
  client = await spawnServer({ ...context.server, clientInfo: { name: 'extension', version: '1' } });
  const thread = await client.startThread();
  let transcript = emptyTranscript(thread.id);
  client.on('*', (event) => {
    transcript = reduce(transcript, event);
  });
  await thread.run('hi').result;
  vscode.window.showInformationMessage(
    transcript.cells.map(({ kind, text = '' }) => `${kind} ${text}`.trim()).join(', '),
  );
};

exports.deactivate = () => client.close();
