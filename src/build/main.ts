import { execFileSync } from 'node:child_process';
import { packClientFiles } from '../emit/client-files.js';
import { emitAll } from '../emit/emit.js';
import { bundle } from './bundle.js';
import { writeNotices } from './notices.js';

writeNotices(await bundle());
await emitAll('generated-types');
packClientFiles('dist/generated');
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'src/build/tsconfig.json'], {
  stdio: 'inherit',
});
