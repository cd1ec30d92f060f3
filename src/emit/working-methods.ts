import { turnwireRequests } from '../../protocol/turnwire/index.js';
import { clientRequests } from '../../protocol/v1/index.js';
import { GENERATED } from './type-files.js';

export const WORKING_METHODS_FILE = 'src/api/working-methods.ts';

/** The file that lists every declared request of a client, for the answer of `initialize`: that is given before the declarations are loaded. */
export function workingMethods(): string {
  const methods = Object.keys({ ...clientRequests, ...turnwireRequests });
  return `// ${GENERATED}
export const WORKING_METHODS: readonly string[] = [
${methods.map((method) => `  '${method}',\n`).join('')}];
`;
}
