import type { ExportRequest } from '@weaviate-export/usecases-export';
import type { SelectionOptions } from './selection-options.ts';

/** What is wished of an export on the command line, as it stands there. */
export interface ExportWishes extends SelectionOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly layout?: string;
  readonly encoding?: string;
  readonly codec?: string;
  readonly activateTenants?: true;
  readonly consistencyLevel?: string;
}

/** What `export` is told beside that. */
export interface ExportOptions extends ExportWishes {
  readonly id?: string;
  /** Of the export that this one is laid over; in the target. */
  readonly since?: string;
  /** Worker threads; 0 is one a core. */
  readonly parallelism: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** What `convert` is told beside that. */
export interface ConvertOptions extends ExportOptions {
  /** A file with what GET /v1/schema answers. */
  readonly definitions?: string;
}

/** The request that the options make; what is wrong with it, the use case says. */
export function exportRequest(options: ExportOptions, now: Date): ExportRequest {
  const { config, ...wishes } = exportWishes(options);
  const { since } = options;
  return {
    id: options.id ?? idOf(now),
    ...wishes,
    config: { ...config, ...(since !== undefined && { since }) },
  };
}

/** The request but for its id. */
export function exportWishes(options: ExportWishes): Omit<ExportRequest, 'id'> {
  const { include, exclude, layout, encoding, codec, where, properties, vectors, tenants } = options;
  const { activateTenants, consistencyLevel } = options;
  return {
    ...(include !== undefined && { include }),
    ...(exclude !== undefined && { exclude }),
    config: {
      ...(layout !== undefined && { layout }),
      ...(encoding !== undefined && { encoding }),
      ...(codec !== undefined && { compression: { codec } }),
      ...(where !== undefined && { where }),
      ...(properties !== undefined && { properties }),
      ...(vectors !== undefined && { vectors }),
      ...(tenants !== undefined && { tenants }),
      ...(activateTenants !== undefined && { activateTenants }),
      ...(consistencyLevel !== undefined && { consistencyLevel }),
    },
  };
}

/** The UTC time as an id that sorts: `20261130-204500`. */
function idOf(now: Date): string {
  const [date, time] = now.toISOString().split('T');
  return `${date!.replaceAll('-', '')}-${time!.slice(0, 8).replaceAll(':', '')}`;
}
