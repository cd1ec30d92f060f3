#!/usr/bin/env node
// What CPU profiles say, as text: node bench/profile.mjs FILE-OR-FOLDER [LINES]. They come from node --cpu-prof --cpu-prof-dir=FOLDER.
import fs from 'node:fs';
import path from 'node:path';

const [from, lines = '20'] = process.argv.slice(2);
if (!from) throw new Error('which file or folder?');
const files = fs.statSync(from).isDirectory()
  ? fs.readdirSync(from).flatMap((name) => (name.endsWith('.cpuprofile') ? path.join(from, name) : []))
  : [from];

/** Milliseconds by function, of the function alone. A Node server also waits: that is left out. */
const own = new Map();
let busy = 0;
for (const file of files) {
  const { nodes, samples, timeDeltas } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  samples.forEach((id, i) => {
    const name = names.get(id);
    if (name === '(idle)') return;
    const ms = timeDeltas[i] / 1000;
    own.set(name, (own.get(name) ?? 0) + ms);
    busy += ms;
  });
}

console.log(`${busy.toFixed(0)} ms busy in ${files.length} profiles`);
for (const [name, ms] of [...own].sort((a, b) => b[1] - a[1]).slice(0, Number(lines)))
  console.log(`${ms.toFixed(1).padStart(9)} ms ${((100 * ms) / busy).toFixed(1).padStart(5)} %  ${name}`);

function nameOf({ functionName, url, lineNumber }) {
  const place = url.replace(/^.*\/(dist|node_modules)\//, '').replace(/^file:\/\//, '');
  return `${functionName || '(nameless)'}${place ? `  ${place}:${lineNumber + 1}` : ''}`;
}
