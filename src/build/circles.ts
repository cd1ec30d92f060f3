import type { Imports } from './imports.js';

/** Files that import each other in a circle, types included: none of them can be read, tested or moved alone. */
export function importCircles(imports: ReadonlyMap<string, Imports>): string[] {
  return circlesIn(new Map([...imports].map(([file, { files }]) => [file, files]))).map(
    (circle) => `these files import each other in a circle: ${circle.join(', ')}`,
  );
}

/** The groups of nodes that all reach each other (Tarjan's algorithm), nodes that reach themselves included. */
export function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  const visit = (node: string): number => {
    const number = order.size;
    order.set(node, number);
    open.push(node);
    let low = number;
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) as number);
    }
    if (low === number) {
      const group = open.splice(open.indexOf(node));
      if (group.length > 1 || graph.get(node)?.includes(node)) circles.push(group.sort());
    }
    return low;
  };

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles;
}
