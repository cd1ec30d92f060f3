import { existsSync } from 'node:fs';
import { packClientFiles } from '../emit/client-files.js';
import { emitAll } from '../emit/emit.js';
import { bundle } from './bundle.js';
import { writeNotices } from './notices.js';
import { writeTypes } from './types.js';

if (!process.argv.includes('--if-missing') || !existsSync('dist/cli.js')) {
  writeNotices(await bundle());
  await emitAll('generated-types');
  packClientFiles('dist/generated');
  await writeTypes();
}
