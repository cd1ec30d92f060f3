import { setTimeout as delay } from 'node:timers/promises';
import { FileStore } from '../../src/store/files/store.js';
import { MemoryStore } from '../../src/store/memory/store.js';
import { scratchFolder } from '../support/scratch.js';
import { storeContract } from './contract.js';

storeContract('the file store', async () => {
  const home = await scratchFolder('store');
  const now = () => Date.now();
  const [one, two] = [new FileStore(home.path, now), new FileStore(home.path, now)];
  return {
    one,
    two,
    async [Symbol.asyncDispose]() {
      one.close();
      two.close();
      await home[Symbol.asyncDispose]();
    },
  };
});

const inMemory = (beforeAppend?: () => Promise<void>) => async () => {
  const one = new MemoryStore({ beforeAppend });
  return { one, two: one.another(), async [Symbol.asyncDispose]() {} };
};
storeContract('the memory store', inMemory());
storeContract(
  'the memory store with asynchronous appends',
  inMemory(() => delay(1)),
);
