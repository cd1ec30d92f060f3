import { errorData } from '../../protocol/turnwire/index.js';
import type { EmittedType } from './areas.js';
import { GENERATED } from './type-files.js';

/** A file that compiles only while each generated type equals the type that `z.infer` gives. It proves that the printer is right. */
export function equalityProof(types: readonly EmittedType[]): string {
  const codeOf = new Map(Object.entries(errorData).map(([code, declared]) => [declared.typeName, code]));
  const proofs = types.map(({ name, area }) => {
    if (area === 'v2') return proof(`typeof P.v2.${name}`, `v2.${name}`);
    const code = codeOf.get(name);
    const declared = code === undefined ? `typeof P.${name}` : `(typeof P.errorData)['${code}']`;
    return proof(declared, name);
  });
  return `// ${GENERATED}
import type * as G from '../../generated-types/index.js';
import type * as P from '../../protocol/index.js';
import type { Infer } from '../../protocol/schema.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Proof<T extends true> = T;

export type Proofs = [
${proofs.join('')}];
`;
}

/** Broken over lines where the formatter would break it. */
function proof(declared: string, generated: string): string {
  const infer = `Infer<${declared}>`;
  const same = `Same<${infer}, G.${generated}>`;
  if (same.length + 10 <= WIDTH) return `  Proof<${same}>,\n`;
  if (same.length + 4 <= WIDTH) return `  Proof<\n    ${same}\n  >,\n`;
  return `  Proof<\n    Same<\n      ${infer},\n      G.${generated}\n    >\n  >,\n`;
}

const WIDTH = 120;
