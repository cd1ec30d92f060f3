// Loaded into a server that runs on Node. At SIGUSR2 it collects garbage and writes to stderr how many bytes are left: in the heap, and outside of it.
// The tests of leaks use it, too.
const { writeSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, external } = process.memoryUsage();
  writeSync(2, `external ${external}\nheap ${heapUsed}\n`);
});
