import { errorData } from '../../protocol/turnwire/index.js';
import type { EmittedType } from './areas.js';
import { GENERATED } from './type-files.js';

/** A file that compiles only while each generated type equals the type that `z.infer` gives. It proves that the printer is right. */
export function equalityProof(types: readonly EmittedType[]): string {
  const codeOf = new Map(Object.entries(errorData).map(([code, declared]) => [declared.typeName, code]));
  const proofs = types.map(({ name }) => {
    const code = codeOf.get(name);
    const declared = code === undefined ? `typeof P.${name}` : `(typeof P.errorData)['${code}']`;
    return `  Proof<Same<Infer<${declared}>, G.${name}>>,\n`;
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
