import { isMultiTenant, type NamedParts } from '@weaviate-export/entities-export';
import { TimeSlice } from '@weaviate-export/waiting';
import type { Snapshot } from '../ports/db-adapter.ts';
import type { SelectedClass } from '../selection/selected-classes.ts';
import { type ChainLayer, layersOf } from '../stored/export-chain.ts';
import { type BaseExport, unsuited } from './base-export.ts';

/** How the changes of a class, or of a tenant, are found. */
export type Changes =
  /** The source keeps account of them. */
  | { readonly by: 'source' }
  /** Ids and update times are compared with those that the base has. */
  | { readonly by: 'comparison'; readonly layers: readonly ChainLayer[] };

/** An export as what it changes in its base. */
export interface Increment {
  readonly base: BaseExport;
  /** What the base does not have, or has another of. */
  readonly anew: NamedParts;
  /** What it has and this export has not. */
  readonly gone: NamedParts;
  /** Of a class, or of one of its tenants; undefined where all of it is exported. */
  changesOf(className: string, tenant?: string): Changes | undefined;
}

/**
 * Holds the classes of an export against those of its base.
 * @throws ExportError BASE_UNSUITED where what changed could not be told
 */
export async function incrementOver(
  base: BaseExport,
  snapshot: Pick<Snapshot, 'consistency' | 'point'>,
  classes: readonly SelectedClass[],
): Promise<Increment> {
  const isTold = snapshot.point !== undefined;
  // Update times do not tell all of it where a restore, or a clock that was set back, may write older ones.
  if (!isTold && snapshot.consistency !== 'live')
    throw unsuited('its source keeps no account of changes, and its update times do not tell all of them');
  if (isTold && base.manifest.source.point === undefined)
    throw unsuited(`${base.address} does not say of which point in time it is`);
  const comparison = new Map<string, ReadonlyMap<string | undefined, readonly ChainLayer[]>>();
  const held = base.chain[0]!.contents;
  const anew = { classes: [] as string[], tenants: {} as Record<string, string[]> };
  const gone = { classes: [] as string[], tenants: {} as Record<string, string[]> };
  const changed = new Map<string, ReadonlySet<string | undefined>>();
  const slice = new TimeSlice();
  for (const { name, definition, shards } of classes) {
    const tenants = held.tenants.get(name);
    const hasTenants = isMultiTenant(definition);
    const before = held.definitions.find((one) => one.class === name);
    const isOther = before !== undefined && isMultiTenant(before) !== hasTenants;
    if (!held.classes.has(name) || isOther || (!hasTenants && shards.some(({ isAnew }) => isAnew === true))) {
      anew.classes.push(name);
      continue;
    }
    if (!hasTenants) {
      if (!isTold && shards.length > 1)
        throw unsuited(
          `class ${name} has ${shards.length} shards, and its source keeps no account of changes`,
        );
      changed.set(name, new Set([undefined]));
    } else {
      const own = new Set<string>();
      const exported = new Set<string>();
      for (const { name: tenant, isAnew = false, skipReason } of shards) {
        if (skipReason !== undefined) continue;
        exported.add(tenant);
        if (tenants?.has(tenant) !== true || isAnew) (anew.tenants[name] ??= []).push(tenant);
        else own.add(tenant);
        const pause = slice.pause();
        if (pause !== undefined) await pause;
      }
      const lost = [...(tenants?.keys() ?? [])].filter((tenant) => !exported.has(tenant));
      if (lost.length > 0) gone.tenants[name] = lost;
      changed.set(name, own);
    }
    if (!isTold) comparison.set(name, layersOf(base.chain, name, changed.get(name)!));
  }
  gone.classes = [...held.classes.keys()].filter((name) => !classes.some((one) => one.name === name));
  return {
    base,
    anew: filled(anew),
    gone: filled(gone),
    changesOf: (className, tenant) => {
      if (changed.get(className)?.has(tenant) !== true) return undefined;
      const layers = comparison.get(className)?.get(tenant);
      return layers === undefined ? { by: 'source' } : { by: 'comparison', layers };
    },
  };
}

function filled({ classes, tenants }: Required<NamedParts>): NamedParts {
  return {
    ...(classes.length > 0 && { classes }),
    ...(Object.keys(tenants).length > 0 && { tenants }),
  };
}
