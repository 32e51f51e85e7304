import { type Handler, jsonAnswer } from './handler.ts';
import { listPage } from './listing.ts';
import { objectResource } from './object-resource.ts';
import { METAGENERATION } from './stored-object.ts';

const getBucket: Handler = ({ bucket, origin }, { store }) => {
  store.bucket(bucket);
  return jsonAnswer({
    kind: 'storage#bucket',
    id: bucket,
    name: bucket,
    selfLink: `${origin}/storage/v1/b/${encodeURIComponent(bucket)}`,
    metageneration: METAGENERATION,
    location: 'US',
    locationType: 'multi-region',
    storageClass: 'STANDARD',
  });
};

const listObjects: Handler = ({ bucket, query, origin }, { store }) => {
  const objects = store.bucket(bucket);
  const { names, prefixes, nextToken } = listPage(store.names(bucket), query);
  const items = names.flatMap((name) => {
    const object = objects.get(name);
    return object === undefined ? [] : [objectResource(bucket, name, object, origin)];
  });
  return jsonAnswer({
    kind: 'storage#objects',
    // What is empty is left out.
    ...(nextToken === undefined ? {} : { nextPageToken: nextToken }),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(items.length === 0 ? {} : { items }),
  });
};

export const bucketOperations = { GetBucket: getBucket, ListObjects: listObjects };
