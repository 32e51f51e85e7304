import { readWeaviateOptions } from '@weaviate-export/adapters-weaviate';
import { EnvironmentReader } from '@weaviate-export/configuration';
import { describe, it } from 'vitest';
import { describeLiveSource } from './live-source-promises.fixture.ts';
import { describeLiveTarget } from './live-target-promises.fixture.ts';
import { describeOfficialClient } from './official-client-comparison.fixture.ts';
import { describeOwnExport } from './own-export-promises.fixture.ts';
import { Weaviate } from './weaviate.fixture.ts';

const reader = new EnvironmentReader(process.env);
const options = readWeaviateOptions(reader);
reader.assertValid();

if (options === undefined) {
  // Reporters are silent about tests that are left out.
  console.warn(
    'Nothing was run: set WEAVIATE_URL to a Weaviate in which classes named Live… may be made and deleted',
  );
  describe.skip('a real Weaviate', () => it('is named by the environment', () => undefined));
} else {
  describeLiveSource(
    options.url,
    { textsAreItsOwn: true, addsNamedVectors: true },
    async () => new Weaviate(options),
  );
  describeOfficialClient(options);
  describeLiveTarget(options.url, async () => new Weaviate(options));
  const folder = process.env['WEAVIATE_EXPORT_PATH'];
  if (folder === undefined)
    console.warn(
      'Its own export was not compared: set WEAVIATE_EXPORT_PATH to the folder of its exports to filesystem (its EXPORT_DEFAULT_PATH)',
    );
  else describeOwnExport(options, folder);
}
