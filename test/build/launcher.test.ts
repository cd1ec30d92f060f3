import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** The program on a Node that says to be another. `npm run test:clients -- package` runs it on real old ones. */
function startOn(version: string) {
  const preload = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
  const options = ['--import', `data:text/javascript,${encodeURIComponent(preload)}`];
  return spawnSync(process.execPath, [...options, 'dist/cli.js', 'version'], { encoding: 'utf8' });
}

test.each(['0.12.18', '4.9.1', '18.20.8', '20.18.3'])('Node %s is told which Node is needed', (version) => {
  const { status, stdout, stderr } = startOn(version);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe(`turnwire needs Node 20.19 or later, but this is Node ${version} (${process.execPath}).\n`);
});

test.each(['20.19.0', '20.20.2', '22.0.0', '100.0.0'])('Node %s starts it', (version) => {
  expect(startOn(version)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('turnwire ') });
});
