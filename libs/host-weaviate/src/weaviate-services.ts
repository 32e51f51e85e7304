import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import type { Guard } from '@weaviate-export/host-access';
import type { ObjectIntake } from './objects/object-intake.ts';

/** What the routes and the gRPC calls of this library work on. */
export interface WeaviateServices {
  readonly store: EmbeddedStore;
  readonly intake: ObjectIntake;
  readonly guard: Guard;
}
