import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { emittedTypes } from './areas.js';
import { emitAll, WORKING_METHODS_FILE, workingMethods } from './emit.js';
import { equalityProof } from './equality.js';

const root = new URL('../../', import.meta.url);

await emitAll(fileURLToPath(new URL('generated-types', root)));
await writeFile(new URL('test/emit/equality.gen.ts', root), equalityProof(emittedTypes()));
await writeFile(new URL(WORKING_METHODS_FILE, root), workingMethods());
