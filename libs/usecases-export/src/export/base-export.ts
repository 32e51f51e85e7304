import { createHash } from 'node:crypto';
import {
  ExportError,
  isExportError,
  isRawNumber,
  type Json,
  MANIFEST_FILE,
  type Manifest,
  type ManifestBase,
  parseRawJson,
  type Selection,
  writableJson,
} from '@weaviate-export/entities-export';
import { DEFAULT_LAYOUT } from '@weaviate-export/format';
import type { Authorizer, ExportResource, Principal } from '../ports/authorizer.ts';
import { type ChainLink, readChain } from '../stored/export-chain.ts';
import { ReadHome } from '../stored/read-home.ts';
import { ExportHome } from './export-home.ts';
import type { ExportPlaces } from './export-places.ts';
import type { BaseRequest } from './export-request.ts';
import type { ExportSettings } from './export-settings.ts';

/** How long the look for a base may take, its whole chain included, in milliseconds. */
const LOOK_UP_DEADLINE_MS = 60_000;

const SINCE_FIELDS = { bucket: 'config.since.bucket', path: 'config.since.path' };

/** The export that another is laid over. */
export interface BaseExport {
  /** As the other's manifest names it. */
  readonly base: ManifestBase;
  /** The full address of its home. */
  readonly address: string;
  readonly manifest: Manifest;
  /** It, and those that it is laid over itself, the newest first. */
  readonly chain: readonly ChainLink[];
}

/** Finds the base of an export, and sees that it can be one. */
export class BaseFinder {
  readonly #places: ExportPlaces;
  readonly #authorizer: Authorizer;

  constructor(places: ExportPlaces, authorizer: Authorizer) {
    this.#places = places;
    this.#authorizer = authorizer;
  }

  /**
   * @param above the home of the export that is to be laid over it
   * @param lifetime how long its files may be read
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED where the caller may not read all of the base, BUCKET_NOT_ALLOWED,
   * BASE_UNSUITED
   */
  async find(
    principal: Principal | null,
    above: ExportHome,
    since: BaseRequest,
    settings: Pick<ExportSettings, 'layout' | 'selection'>,
    lifetime: AbortSignal,
  ): Promise<BaseExport> {
    const { backend } = above;
    const { id, bucket } = since;
    const resource = { type: 'export', backend: backend.name, id } as const;
    const resources: ExportResource[] = [resource];
    if (bucket !== undefined) resources.push({ type: 'bucket', backend: backend.name, bucket });
    await this.#authorizer.authorize(principal, 'read', resources);
    const place = { ...above.place, ...this.#places.parse(backend, since, SINCE_FIELDS) };
    const home = new ExportHome(backend, place, id);
    const signal = AbortSignal.any([lifetime, AbortSignal.timeout(LOOK_UP_DEADLINE_MS)]);
    const bytes = await backend.read(home.file(MANIFEST_FILE), signal);
    if (bytes === null) throw unsuited(await whyNone(home, signal));
    const manifest = parseRawJson(bytes, false) as unknown as Manifest;
    await this.#authorizer.authorize(principal, 'read', [{ ...resource, classes: manifest.classes }]);
    const problem = differenceOf(manifest, settings);
    if (problem !== undefined) throw unsuited(problem);
    return {
      base: baseOf(home, above, bytes),
      address: home.address,
      manifest,
      chain: await this.#chainOf(home, signal, lifetime),
    };
  }

  async #chainOf(home: ExportHome, signal: AbortSignal, lifetime: AbortSignal): Promise<ChainLink[]> {
    const { key, ...bucket } = home.file('');
    const reading = new ReadHome(home.backend, { ...bucket, key: key.slice(0, -1) }, signal);
    try {
      const chain = await readChain(reading, (base) => {
        if (base.bucket !== undefined) this.#places.parse(home.backend, base, SINCE_FIELDS);
      });
      return chain.map((link) => ({ ...link, home: link.home.heeding(lifetime) }));
    } catch (error) {
      if (isExportError(error, 'EXPORT_NOT_WHOLE')) throw unsuited(error.message);
      throw error;
    }
  }
}

export function unsuited(problem: string): ExportError {
  return new ExportError('BASE_UNSUITED', [problem]);
}

/** Why there is no manifest. */
async function whyNone(home: ExportHome, signal: AbortSignal): Promise<string> {
  try {
    const record = await home.readRecord(signal);
    if (record === null) return `there is none at ${home.address}`;
    const { status } = record.status;
    return status === 'SUCCESS'
      ? `${home.address} has no ${MANIFEST_FILE} any more`
      : `${home.address} is ${status}: a SUCCESS is needed`;
  } catch (error) {
    if (isExportError(error, 'METADATA_INVALID')) return `${home.address} was written by another program`;
    throw error;
  }
}

function baseOf(home: ExportHome, above: ExportHome, bytes: Uint8Array): ManifestBase {
  const { bucket, path } = home.place;
  return {
    id: home.id,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(bucket !== undefined && bucket !== above.place.bucket && { bucket }),
    ...(path !== above.place.path && { path }),
  };
}

/** What keeps files of the one from being laid over those of the other. */
function differenceOf(
  { layout = DEFAULT_LAYOUT, selection = {} }: Manifest,
  settings: Pick<ExportSettings, 'layout' | 'selection'>,
): string | undefined {
  if (layout !== settings.layout)
    return `it has the layout ${layout}, and ${settings.layout} is asked for (config.layout)`;
  const own = writableJson((settings.selection ?? {}) as Json<bigint>);
  const fields = ['properties', 'vectors', 'tenants', 'where'] as const satisfies (keyof Selection)[];
  const differing = fields.find(
    (field) => textOf(own as Record<string, Json>, field) !== textOf(selection, field),
  );
  return differing && `it is of another selection: config.${differing} differs`;
}

function textOf(selection: Record<string, Json>, field: string): string {
  return JSON.stringify(sorted(selection[field] ?? null));
}

/** With the members of objects in order of name. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
