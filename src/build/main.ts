import { execFileSync } from 'node:child_process';
import { emitAll } from '../emit/emit.js';
import { bundle } from './bundle.js';
import { writeNotices } from './notices.js';

writeNotices(await bundle());
await emitAll('generated-types');
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'src/build/tsconfig.json'], {
  stdio: 'inherit',
});
