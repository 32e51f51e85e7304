import type { Data, RecordBatch } from 'apache-arrow';

/** A column as it was decoded. */
export interface DecodedColumn {
  readonly data: Data;
  /** Rows in front that are none of those asked for: pages begin where they like. */
  readonly lead: number;
}

/** Some rows, by column. */
export interface DecodedRows {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, DecodedColumn>;
}

export function rowsOfBatch({ schema, data }: RecordBatch): DecodedRows {
  const columns = schema.fields.map(
    ({ name }, index) => [name, { data: data.children[index]!, lead: 0 }] as const,
  );
  return { rows: data.length, columns: new Map(columns) };
}
