export default { test: { include: ['vitest.example.mjs'], testTimeout: 60_000 } };
