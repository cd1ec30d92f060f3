// Loaded by a server under test: what lies far behind in a file takes long to read, on a fast machine too.
const { open } = require('node:fs/promises');
const { setTimeout: delay } = require('node:timers/promises');

const FAR = 100_000_000;

open(__filename).then(async (file) => {
  const handles = Object.getPrototypeOf(file);
  const { read } = handles;
  handles.read = async function (...args) {
    if (args[3] > FAR) await delay(100);
    return read.apply(this, args);
  };
  await file.close();
});
