// Loaded by a server under test, which is started with `--expose-gc`: at each SIGUSR2 it writes how many bytes its heap holds.
const { writeSync } = require('node:fs');

process.on('SIGUSR2', () => {
  for (let i = 0; i < 3; i++) global.gc();
  writeSync(2, `heap ${process.memoryUsage().heapUsed}\n`);
});
