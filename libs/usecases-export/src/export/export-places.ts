import { ExportError, type ExportPlace } from '@weaviate-export/entities-export';
import type { ExportLookup } from './export-request.ts';
import { parseBucket, parseExportPath } from './export-settings.ts';
import type { Backend } from '../ports/backend.ts';
import type { SchedulerOptions } from '../ports/scheduler-options.ts';

/** What of a host's wishes is about places. */
type PlaceOptions = Pick<SchedulerOptions, 'defaultBucket' | 'defaultPath' | 'allowedBuckets'>;

/** Names of the fields that a caller's bucket and path came in, for messages. */
interface PlaceFields {
  readonly bucket: string;
  readonly path: string;
}

export const CONFIG_FIELDS: PlaceFields = { bucket: 'config.bucket', path: 'config.path' };
export const QUERY_FIELDS: PlaceFields = { bucket: 'bucket', path: 'path' };

/** Decides where exports lie: what a caller asks for, within what the host allows, else the host's defaults. */
export class ExportPlaces {
  readonly #options: PlaceOptions;

  constructor(options: PlaceOptions) {
    this.#options = options;
  }

  /**
   * The place that a caller means.
   * @throws ExportError FIELD_INVALID, BUCKET_MISSING or BUCKET_NOT_ALLOWED
   */
  of(backend: Backend, given: ExportLookup, fields: PlaceFields): ExportPlace {
    const { bucket, path } = this.parse(backend, given, fields);
    const place = { backend: backend.name, path: path ?? this.#options.defaultPath };
    if (!backend.capabilities.buckets) return place;
    const chosen = bucket ?? this.#options.defaultBucket;
    if (chosen === undefined) throw new ExportError('BUCKET_MISSING', [backend.name]);
    return { ...place, bucket: chosen };
  }

  /** The place that a caller means, or undefined where it lacks a bucket and there is no default. */
  ifKnown(backend: Backend, given: ExportLookup, fields: PlaceFields): ExportPlace | undefined {
    const lacksBucket = given.bucket === undefined && this.#options.defaultBucket === undefined;
    return backend.capabilities.buckets && lacksBucket ? undefined : this.of(backend, given, fields);
  }

  /**
   * What a caller gave, in the form of a place: the path without slashes at its ends.
   * @throws ExportError FIELD_INVALID or BUCKET_NOT_ALLOWED
   */
  parse(backend: Backend, { bucket, path }: ExportLookup, fields: PlaceFields): ExportLookup {
    if (bucket !== undefined && !backend.capabilities.buckets) {
      const allowed = `backend ${backend.name} has no buckets: leave it out`;
      throw new ExportError('FIELD_INVALID', [fields.bucket, bucket, allowed]);
    }
    const parsed = {
      ...(bucket !== undefined && { bucket: parseBucket(fields.bucket, bucket) }),
      ...(path !== undefined && { path: parseExportPath(fields.path, path) }),
    };
    if (bucket !== undefined && !this.#isAllowed(bucket))
      throw new ExportError('BUCKET_NOT_ALLOWED', [bucket]);
    return parsed;
  }

  #isAllowed(bucket: string): boolean {
    const { allowedBuckets, defaultBucket } = this.#options;
    if (allowedBuckets === undefined) return defaultBucket === undefined || bucket === defaultBucket;
    return allowedBuckets.includes('*') || allowedBuckets.includes(bucket) || bucket === defaultBucket;
  }
}
