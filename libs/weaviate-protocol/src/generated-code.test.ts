import { staleFiles } from '@weaviate-export/generated-code';
import { expect, it } from 'vitest';
import { protocolCode } from '../proto/generate.ts';

it('the generated code is what the .proto files make', async () => {
  expect(await staleFiles(protocolCode), 'run npm run generate').toEqual([]);
});
