export { type Timing, TIMING } from './connection/timing.ts';
export { type WeaviateEndpoints, weaviateEndpoints } from './connection/weaviate-endpoints.ts';
export { MAX_IN_FLIGHT, readWeaviateOptions, type WeaviateOptions } from './connection/weaviate-options.ts';
export { createWeaviateSource, type WeaviateSource } from './weaviate-source.ts';
export { createWeaviateTarget, type WeaviateTarget } from './weaviate-target.ts';
