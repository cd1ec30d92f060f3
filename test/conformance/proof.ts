import { fileURLToPath } from 'node:url';

/** Something that holds or not, of programs that share one home; it throws when it does not. */
export interface Proof {
  readonly name: string;
  run(reference: string): Promise<void>;
}

/** Below the repository: the reference refuses to work below the system's folder for temporary files. */
export const SCRATCH = fileURLToPath(new URL('../../.cache/conformance', import.meta.url));
