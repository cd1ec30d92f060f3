// Launch -> `initialize` answered, with schemas built when first used (as shipped) and with all of them built at the start.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const CLI = path('../dist/cli.js');
const VARIANTS = { 'as shipped': [CLI], 'all schemas first': ['--import', path('./lib/eager.mjs'), CLI] };
const PAIRS = Number(process.argv[2] ?? 15);
const home = mkdtempSync(join(tmpdir(), 'turnwire-bench-'));
const figures = Object.fromEntries(Object.keys(VARIANTS).map((name) => [name, []]));

for (let i = 0; i < PAIRS; i++) {
  for (const [name, args] of Object.entries(VARIANTS)) figures[name].push(await launch(args));
}
rmSync(home, { recursive: true });

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
for (const [name, runs] of Object.entries(figures)) {
  const wall = median(runs.map((run) => run.wall));
  const cpu = median(runs.map((run) => run.cpu));
  console.log(`${name.padEnd(18)} wall ${wall.toFixed(1).padStart(6)} ms   CPU ${cpu.toFixed(0).padStart(4)} ms`);
}

function launch(args) {
  const started = performance.now();
  const child = spawn(process.execPath, [...args, 'app-server'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, CODEX_HOME: home, HOME: home },
  });
  child.stdin.write('{"id":0,"method":"initialize","params":{"clientInfo":{"name":"bench","version":"1"}}}\n');
  return new Promise((resolve) => {
    child.stdout.once('data', () => {
      const wall = performance.now() - started;
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1].split(' ');
      child.kill('SIGKILL');
      resolve({ wall, cpu: (Number(fields[11]) + Number(fields[12])) * 10 });
    });
  });
}
