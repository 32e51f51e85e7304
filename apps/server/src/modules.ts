import { type BackendConfigs } from '@weaviate-export/backends';
import { MODULES } from '@weaviate-export/entities-export';
import type { Configuration } from './configuration.ts';

/** What `/v1/meta` says of each module that is on, by its name: in Weaviate's shape. */
export type Modules = Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;

/** Where requests to Amazon's own store go. */
const AMAZON_S3 = 's3.amazonaws.com';

/** The modules of the backends that are on, each with where its exports go unless they are told. */
export function modulesOf(
  { filesystem, s3, gcs, azure }: BackendConfigs,
  { defaultBucket, defaultPath }: Pick<Configuration['scheduler'], 'defaultBucket' | 'defaultPath'>,
): Modules {
  const place = (bucketField: string) => ({
    ...(defaultBucket !== undefined && { [bucketField]: defaultBucket }),
    ...(defaultPath !== '' && { rootName: defaultPath }),
  });
  const endpoint = s3?.endpoint === undefined ? undefined : new URL(s3.endpoint);
  return {
    ...(azure !== null && { [MODULES.azure]: place('containerName') }),
    ...(filesystem !== null && { [MODULES.filesystem]: { backupsPath: filesystem.root } }),
    ...(gcs !== null && { [MODULES.gcs]: place('bucketName') }),
    ...(s3 !== null && {
      [MODULES.s3]: {
        endpoint: endpoint?.host ?? AMAZON_S3,
        ...place('bucketName'),
        useSSL: endpoint?.protocol !== 'http:',
      },
    }),
  };
}
