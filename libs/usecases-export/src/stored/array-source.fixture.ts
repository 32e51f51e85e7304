import { cutRanges, type ClassDefinition, type ExportObject, sizeOf } from '@weaviate-export/entities-export';
import { GENERATED, generatedObjects } from '@weaviate-export/generated-objects';
import type { DBAdapter } from '../ports/db-adapter.ts';

export type Shards = Readonly<Record<string, readonly ExportObject[]>>;

export const everyone = {
  authorize: async () => undefined,
  filter: async (_principal: unknown, _verb: unknown, classes: readonly string[]) => [...classes],
};

/** A source over arrays, in which a row group holds few objects. */
export function arraySource(...classes: readonly (readonly [ClassDefinition, Shards])[]): DBAdapter {
  const find = (name: string) => classes.find(([definition]) => definition.class === name)!;
  return {
    listClasses: async () => classes.map(([definition]) => definition.class),
    openSnapshot: async ({ classes: names }) => ({
      consistency: 'snapshot',
      classes: names.map(find).map(([definition, shards]) => ({
        name: definition.class,
        definition,
        dimensions: { '': 4 },
        shards: Object.keys(shards).map((name) => ({
          name,
          ...(name === 'two' && { tenantStatus: 'COLD' }),
        })),
      })),
      cut: ({ class: name, shard }, limits) =>
        cutRanges(
          find(name)[1][shard]!.map((object) => ({ id: object.id, bytes: sizeOf(object) })),
          { ...limits, objects: Math.min(limits.objects, 40) },
        ),
      scan: ({ class: name, shard }, { first, last }) =>
        find(name)[1][shard]!.filter(({ id }) => id >= first && id <= last),
      [Symbol.asyncDispose]: async () => undefined,
    }),
  };
}

/** The objects of every class of SOURCE. */
export const OBJECTS = generatedObjects({ objects: 130, dimensions: 4, seed: 1 });
const [low, high] = [OBJECTS, 90] as const;
const TENANTS: ClassDefinition = { ...GENERATED, class: 'Tenants', multiTenancyConfig: { enabled: true } };
const EMPTY: ClassDefinition = { class: 'Empty' };
/** Shards whose ids lie between each other’s, tenants, and a class without objects. */
export const SOURCE = arraySource(
  [GENERATED, { a: low.filter((_, index) => index % 2 === 0), b: low.filter((_, index) => index % 2 === 1) }],
  [TENANTS, { 'Ä 1': low.slice(0, high), two: low.slice(high), empty: [] }],
  [EMPTY, { only: [] }],
);
