import {
  capitalized,
  CONSISTENCY_LEVELS,
  EXPORT_ID_PATTERN,
  ExportError,
  parseExportId,
  type Selection,
} from '@weaviate-export/entities-export';
import type { Reading } from '../ports/db-adapter.ts';
import type { SchedulerOptions } from '../ports/scheduler-options.ts';
import type { BaseRequest, ExportRequest } from './export-request.ts';
import { parseSelection } from './parse-selection.ts';
import {
  DEFAULT_ENCODING,
  DEFAULT_LAYOUT,
  ENCODING_NAMES,
  LAYOUT_NAMES,
  type LayoutName,
  CODEC_LEVELS,
  CODECS,
  DEFAULT_CODEC,
  type PageFormat,
} from '@weaviate-export/format';

/** A validated request, with the names of classes as Weaviate writes them. */
export interface ExportSettings {
  readonly id: string;
  /** Not empty where it is there. */
  readonly include?: readonly string[];
  readonly exclude: readonly string[];
  readonly bucket?: string;
  readonly path?: string;
  readonly pages: PageFormat;
  readonly layout: LayoutName;
  readonly reading: Reading;
  /** Of classes that are not known yet; absent where it is all. */
  readonly selection?: Selection;
  /** Still to be looked for; absent where the export stands by itself. */
  readonly since?: BaseRequest;
}

type Defaults = Pick<SchedulerOptions, 'defaultLayout' | 'defaultEncoding'>;

/**
 * Holds a request against the contract. Only what needs nothing but the request is checked here.
 * @param defaults of a request that names none; `standard` and `plain` where absent
 * @throws ExportError ID_*, INCLUDE_WITH_EXCLUDE or FIELD_INVALID, naming field, value and what is allowed
 */
export function parseExportRequest(
  request: ExportRequest,
  { defaultLayout = DEFAULT_LAYOUT, defaultEncoding = DEFAULT_ENCODING }: Defaults = {},
): ExportSettings {
  const { include = [], exclude = [], config = {}, file_format: format = 'parquet' } = request;
  const id = parseExportId(request.id);
  if (include.length > 0 && exclude.length > 0) throw new ExportError('INCLUDE_WITH_EXCLUDE', []);
  oneOf('file_format', format, ['parquet']);
  const selection = parseSelection(config);
  const since = config.since === undefined ? undefined : parseSince(config.since, id);
  return {
    id,
    ...(include.length > 0 && { include: classNames(include) }),
    exclude: classNames(exclude),
    ...(config.bucket !== undefined && { bucket: parseBucket('config.bucket', config.bucket) }),
    ...(config.path !== undefined && { path: parseExportPath('config.path', config.path) }),
    pages: {
      encoding: oneOf('config.encoding', config.encoding ?? defaultEncoding, ENCODING_NAMES),
      ...parseCompression(config.compression ?? {}),
    },
    layout: oneOf('config.layout', config.layout ?? defaultLayout, LAYOUT_NAMES),
    reading: {
      ...(config.activateTenants !== undefined && { activateTenants: config.activateTenants }),
      ...(config.consistencyLevel !== undefined && {
        consistencyLevel: oneOf('config.consistencyLevel', config.consistencyLevel, CONSISTENCY_LEVELS),
      }),
    },
    ...(selection !== undefined && { selection }),
    ...(since !== undefined && { since }),
  };
}

function parseSince(since: string | BaseRequest, own: string): BaseRequest {
  const { id, bucket, path } = typeof since === 'string' ? { id: since } : since;
  const fault = (problem: string): ExportError =>
    new ExportError('FIELD_INVALID', ['config.since', id, problem]);
  if (typeof id !== 'string' || !EXPORT_ID_PATTERN.test(id))
    throw fault('it must be the id of an export, or have one: a-z, 0-9, _ and -');
  if (id === own && bucket === undefined && path === undefined)
    throw fault('it is the id of the export itself');
  return {
    id,
    ...(bucket !== undefined && { bucket: parseBucket('config.since.bucket', bucket) }),
    ...(path !== undefined && { path: parseExportPath('config.since.path', path) }),
  };
}

/**
 * Longest path, in bytes: with an id and the name of a file behind it, it stays within the 1,024 bytes of an S3 key.
 */
const PATH_MAX_BYTES = 600;
/** Longest segment of a path, in bytes: where file systems stop. */
const SEGMENT_MAX_BYTES = 255;

/**
 * A path below a backend's root, without slashes at its ends; empty for the root.
 * @throws ExportError FIELD_INVALID
 */
export function parseExportPath(field: string, path: string): string {
  let [from, to] = [0, path.length];
  while (path[from] === '/') from++;
  while (to > from && path[to - 1] === '/') to--;
  const trimmed = path.slice(from, to);
  const problem = pathProblem(trimmed);
  if (problem !== undefined) throw new ExportError('FIELD_INVALID', [field, path, problem]);
  return trimmed;
}

/**
 * The name of a bucket or container: one path segment.
 * @throws ExportError FIELD_INVALID
 */
export function parseBucket(field: string, bucket: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(bucket) || bucket.includes('..')) {
    throw new ExportError('FIELD_INVALID', [
      field,
      bucket,
      'letters, digits, dots, dashes and underscores are allowed',
    ]);
  }
  return bucket;
}

function pathProblem(path: string): string | undefined {
  if (path === '') return undefined;
  if (Buffer.byteLength(path) > PATH_MAX_BYTES) return `at most ${PATH_MAX_BYTES} bytes are allowed`;
  if (path.includes('\\') || path.includes('\0')) return 'neither a backslash nor NUL is allowed';
  if (!path.isWellFormed()) return 'only well-formed Unicode is allowed';
  const segments = path.split('/');
  if (segments.includes('')) return 'empty segments are not allowed';
  if (segments.includes('..') || segments.includes('.')) return 'the segments . and .. are not allowed';
  if (segments.some((segment) => Buffer.byteLength(segment) > SEGMENT_MAX_BYTES)) {
    return `segments of at most ${SEGMENT_MAX_BYTES} bytes are allowed`;
  }
  if (segments.some((segment) => segment.endsWith('.partial')))
    return 'segments that end in .partial are not allowed';
  return undefined;
}

function parseCompression({
  codec = DEFAULT_CODEC,
  level,
}: {
  readonly codec?: string;
  readonly level?: number;
}): Pick<PageFormat, 'codec' | 'level'> {
  const known = oneOf('config.compression.codec', codec, CODECS);
  if (level === undefined) return { codec: known };
  const levels = CODEC_LEVELS[known];
  if (levels === undefined || !Number.isInteger(level) || level < levels.min || level > levels.max) {
    const allowed =
      levels === undefined
        ? `${known} has no levels: leave it out`
        : `${known} has the levels ${levels.min} to ${levels.max}`;
    throw new ExportError('FIELD_INVALID', ['config.compression.level', level, allowed]);
  }
  return { codec: known, level };
}

export function oneOf<Value extends string>(field: string, value: string, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw new ExportError('FIELD_INVALID', [field, value, `allowed are ${allowed.join(', ')}`]);
  return found;
}

export function classNames(names: readonly string[]): string[] {
  return [...new Set(names.map(capitalized))];
}
