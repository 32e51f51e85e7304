import { expect, it } from 'vitest';
import { startAzurite } from './azurite.ts';

it('Azurite starts on a free port with its containers, and ends with its disposal', async () => {
  const azurite = await startAzurite(['first', 'second']);
  const names: string[] = [];
  for await (const { name } of azurite.service.listContainers()) names.push(name);
  expect(names).toEqual(['first', 'second']);
  await azurite[Symbol.asyncDispose]();
  await expect(fetch(azurite.endpoint)).rejects.toThrow();
});
