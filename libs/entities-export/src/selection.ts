import type { Json } from './values/exact-json.ts';

/** What of the data an export takes; all of what is not named. Classes are named as Weaviate writes them. */
export interface Selection {
  /** Names of properties, by class: objects have no others in the files. */
  readonly properties?: Readonly<Record<string, readonly string[]>>;
  /** All of them (true), none, or those of these names, of which the unnamed vector's is empty. */
  readonly vectors?: boolean | readonly string[];
  /** Tenants of the classes that have some. */
  readonly tenants?: readonly string[];
  /** A filter in the JSON of Weaviate's, by class; with integers beyond 2^53 as bigint. */
  readonly where?: Readonly<Record<string, Json<bigint>>>;
}

/** Why a shard or a class has nothing in an incremental export. */
export const NOTHING_CHANGED = 'nothing changed';

/** Why a shard or a class has nothing in an export that was to have a selection alone. */
export const NOTHING_SELECTED = 'nothing selected';
