import { ErrorCode } from '../../protocol/error-shapes.js';
import * as envelopes from '../../protocol/jsonrpc-lite.js';
import { PersistedEvent } from '../../protocol/rollout/events.js';
import * as rollout from '../../protocol/rollout/rollout.js';
import { declaredTypes, type Named } from '../../protocol/schema.js';
import * as turnwire from '../../protocol/turnwire/index.js';
import '../../protocol/v1/index.js';
import '../../protocol/v2/index.js';

/** A folder of generated types. */
export type Area = 'v1' | 'turnwire' | 'v2';

export interface EmittedType {
  readonly name: string;
  readonly area: Area;
  readonly declared: Named;
}

/** Types that other generators of this protocol do not print: our own methods, the errors, the rollout, the envelopes. */
const ours = new Set<unknown>([
  ErrorCode,
  PersistedEvent,
  ...Object.values(rollout),
  ...Object.values(envelopes).filter((declared) => declared !== envelopes.RequestId),
  ...Object.values(turnwire),
  ...Object.values(turnwire.errorData),
]);

/** Every declared type in the order of its name. */
export function emittedTypes(): EmittedType[] {
  const types = declaredTypes().map(
    (declared): EmittedType => ({ name: declared.typeName, declared, area: areaOf(declared) }),
  );
  refuseTwins(types.filter(({ area }) => area !== 'v2').map(({ name }) => name));
  refuseTwins(types.filter(({ area }) => area === 'v2').map(({ name }) => name));
  return types.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder that a type is printed to. */
export function areaOf(declared: Named): Area {
  if (declared.version === 'v2') return 'v2';
  return ours.has(declared) ? 'turnwire' : 'v1';
}

/** Two names that differ in case only would be one file on macOS and Windows. */
export function refuseTwins(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const folded = name.toLowerCase();
    const twin = seen.get(folded);
    if (twin !== undefined) throw new Error(`${twin} and ${name} would be one file where file names ignore case`);
    seen.set(folded, name);
  }
}
