import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pathOf = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** The authority that has signed the certificate below; its own key is gone. */
export const TEST_AUTHORITY = pathOf('ca.crt');

/** Good for `model.test`, `localhost` and 127.0.0.1 until 2120. */
export const tlsFixture = () => ({
  cert: readFileSync(pathOf('server.crt')),
  key: readFileSync(pathOf('server.key')),
});
