import type { ExportRequest } from '@weaviate-export/usecases-export';
import type { SelectionOptions } from './selection-options.ts';

/** What `export` is told on the command line, as it stands there. */
export interface ExportOptions extends SelectionOptions {
  readonly id?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly layout?: string;
  readonly encoding?: string;
  readonly codec?: string;
  readonly activateTenants?: true;
  readonly consistencyLevel?: string;
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
  const { include, exclude, layout, encoding, codec, where, properties, vectors, tenants } = options;
  const { activateTenants, consistencyLevel } = options;
  return {
    id: options.id ?? idOf(now),
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
