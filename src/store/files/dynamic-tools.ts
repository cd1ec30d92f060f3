import * as z from 'zod';
import type { DynamicTool } from '../../domain/dynamic-tool.js';

const ToolFunction = z.lazy(() =>
  z.object({
    type: z.literal('function').default('function'),
    name: z.string(),
    description: z.string(),
    inputSchema: z.unknown(),
    deferLoading: z
      .boolean()
      .nullish()
      .transform((deferred) => deferred ?? undefined),
  }),
);

const Namespace = z.lazy(() =>
  z.object({
    type: z.literal('namespace'),
    name: z.string(),
    description: z.string(),
    tools: z.array(ToolFunction),
  }),
);

const Tool = z.lazy(() => z.union([Namespace, ToolFunction]));

/** The tools of a client in the first line of a rollout. A tool that cannot be read is left out, and the conversation can still be used. */
export function storedTools(value: unknown): DynamicTool[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const tools = value.flatMap((tool): DynamicTool[] => {
    const { data } = Tool.safeParse(tool);
    return data ? [data] : [];
  });
  return tools.length > 0 ? tools : undefined;
}
