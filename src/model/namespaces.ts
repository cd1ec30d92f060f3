import type { ModelRequest, ProviderSettings, ToolSpec } from '../core/ports/index.js';
import { withPlainName } from '../domain/called-name.js';
import { familyOf } from './families.js';

type Shown = Record<string, unknown>;

/** The request with namespaces for models that know them, and with plain names for all other models and APIs (C500). */
export function withShownNames({ wireApi }: ProviderSettings, request: ModelRequest): ModelRequest {
  const namespaces = request.namespaces && wireApi !== 'chat' && familyOf(request.model).namespaces;
  return { ...request, namespaces, input: namespaces ? request.input : plainNames(request.input) };
}

/** Few histories have such calls, and the others are not copied for each request. */
function plainNames(items: ModelRequest['input']): ModelRequest['input'] {
  for (const item of items) if ('namespace' in item) return items.map(withPlainName);
  return items;
}

/** The tools in the words of the Responses API. A namespace stands where its first tool does. */
export function shownTools({ tools, namespaces: areKnown }: ModelRequest): Shown[] {
  if (!areKnown) return tools.map(plain);
  const namespaces = new Map<string, Shown[]>();
  return tools.flatMap((spec): Shown[] => {
    if (spec.type !== 'function' || spec.within === undefined) return [plain(spec)];
    const { within } = spec;
    const tool = { ...plain(spec), name: within.tool, description: within.description ?? spec.description };
    const known = namespaces.get(within.namespace);
    if (known) {
      known.push(tool);
      return [];
    }
    const inside = [tool];
    namespaces.set(within.namespace, inside);
    return [{ type: 'namespace', name: within.namespace, description: within.about, tools: inside }];
  });
}

function plain(spec: ToolSpec): Shown {
  if (spec.type !== 'function') return spec;
  const { within: _, ...shown } = spec;
  return shown;
}
