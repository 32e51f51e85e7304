import { describe } from 'vitest';
import { type BackendFixture } from './backend-fixture.ts';
import { describeFiles } from './file-promises.ts';
import { describeSinks } from './sink-promises.ts';
import { describeUploads } from './upload-promises.ts';

export * from './backend-fixture.ts';
export * from './fault-promises.ts';

/**
 * Tests of everything that the Backend port promises, for vitest: to be called in a test file, against the real store
 * or a server of its protocol.
 * @param openFixture called for each test
 */
export function describeBackend(name: string, openFixture: () => Promise<BackendFixture>): void {
  describe(`backend ${name}`, () => {
    describeSinks(openFixture);
    describeUploads(openFixture);
    describeFiles(openFixture);
  });
}
