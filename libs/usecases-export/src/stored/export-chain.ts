import { createHash } from 'node:crypto';
import { ExportError, MANIFEST_FILE, type ManifestBase } from '@weaviate-export/entities-export';
import { type ExportContents, type ExportFile, readContents } from './export-files.ts';
import type { ReadHome } from './read-home.ts';

/** An export of a chain: the newest stands by what those behind it have. */
export interface ChainLink {
  readonly home: ReadHome;
  readonly contents: ExportContents;
}

/** What one export of a chain has of a class, or of a tenant. */
export interface ChainLayer {
  readonly home: ReadHome;
  readonly contents: ExportContents;
  readonly objects: readonly ExportFile[];
  /** What it takes away from those behind it. */
  readonly deletes: readonly ExportFile[];
}

/**
 * An export with all that it is laid over, the newest first; of one that stands by itself, that one alone.
 * @param confirm called with each base before it is read; what it throws ends the look
 * @throws ExportError EXPORT_NOT_WHOLE, also where a base is not there any more, or is another one than it was
 */
export async function readChain(
  home: ReadHome,
  confirm: (base: ManifestBase, home: ReadHome) => void | Promise<void> = () => undefined,
): Promise<ChainLink[]> {
  const links: ChainLink[] = [{ home, contents: await readContents(home) }];
  for (let base = links[0]!.contents.base; base !== undefined; base = links.at(-1)!.contents.base) {
    const { home: above } = links.at(-1)!;
    const below = above.ofBase(base);
    await confirm(base, below);
    const bytes = await below.bytes(MANIFEST_FILE);
    const problem =
      bytes === undefined
        ? `has no ${MANIFEST_FILE}`
        : createHash('sha256').update(bytes).digest('hex') === base.sha256
          ? undefined
          : `has another ${MANIFEST_FILE} than when it was made`;
    if (problem !== undefined)
      throw new ExportError('EXPORT_NOT_WHOLE', [
        above.describe(),
        `the export that it is laid over, ${below.describe()}, ${problem}`,
      ]);
    // No export can be laid over itself: a manifest has the sha256 of the one behind it.
    links.push({ home: below, contents: await readContents(below) });
  }
  return links;
}

/**
 * What the exports of a chain have of a class, the newest first, tenant by tenant; those behind one that has all of it are
 * left out.
 * @param tenants those that are asked for; of a class without, undefined alone
 */
export function layersOf<Tenant extends string | undefined>(
  chain: readonly ChainLink[],
  className: string,
  tenants: Iterable<Tenant>,
): Map<Tenant, readonly ChainLayer[]> {
  const links = linksOf(chain, className);
  const layers = new Map<Tenant, readonly ChainLayer[]>();
  for (const tenant of tenants) {
    const own: ChainLayer[] = [];
    for (const { home, contents, objects, deletes, anew } of links) {
      own.push({ home, contents, objects: objects.get(tenant) ?? [], deletes: deletes.get(tenant) ?? [] });
      if (tenant !== undefined && anew.has(tenant)) break;
    }
    layers.set(tenant, own);
  }
  return layers;
}

interface ClassLink extends ChainLink {
  readonly objects: ReadonlyMap<string | undefined, readonly ExportFile[]>;
  readonly deletes: ReadonlyMap<string | undefined, readonly ExportFile[]>;
  readonly anew: ReadonlySet<string>;
}

function linksOf(chain: readonly ChainLink[], className: string): ClassLink[] {
  const links: ClassLink[] = [];
  for (const { home, contents } of chain) {
    const { classes, deletes, anew, base } = contents;
    const byTenant = (files: readonly ExportFile[] = []): ClassLink['objects'] =>
      Map.groupBy(files, ({ tenant }) => tenant);
    links.push({
      ...{ home, contents },
      objects: byTenant(classes.get(className)),
      deletes: byTenant(deletes.get(className)),
      anew: new Set(anew?.tenants?.[className]),
    });
    if (base === undefined || anew?.classes?.includes(className) === true) break;
  }
  return links;
}
