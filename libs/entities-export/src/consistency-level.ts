/** How many of the replicas of an object have to agree on what is read, in Weaviate's words. */
export const CONSISTENCY_LEVELS = ['ONE', 'QUORUM', 'ALL'] as const;
export type ConsistencyLevel = (typeof CONSISTENCY_LEVELS)[number];
