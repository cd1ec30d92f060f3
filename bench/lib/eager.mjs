// Preloaded to see what it would cost to build every schema of the protocol at start, as an ordinary zod module does.
import { declaredTypes } from '../../dist/protocol.mjs';

for (const declared of declaredTypes().values()) declared();
