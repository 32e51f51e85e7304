import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import { exportBooks } from './array-host.ts';

describe('a host with an array for a database', () => {
  it('exports it to Parquet after registering nothing but its three ports and ExportModule', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'array-host-'));
    try {
      const status = await exportBooks(folder, 'library');
      expect(status).toMatchObject({ status: 'SUCCESS', classes: ['Book'], path: join(folder, 'library') });
      const file = await asyncBufferFromFile(join(folder, 'library', 'Book.parquet'));
      const rows = await parquetReadObjects({ file, compressors });
      expect(
        (rows as { id: string; vector: number[]; properties: string }[]).map(
          ({ id, vector, properties }) => ({ id: id.at(-1), vector, properties }),
        ),
      ).toEqual([
        { id: '0', vector: [0, 7], properties: '{"title":"The Sea"}' },
        { id: '1', vector: [Math.fround(0.1), 9], properties: '{"title":"The Shore"}' },
        { id: '2', vector: [Math.fround(0.2), 7], properties: '{"title":"The Sky"}' },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('stays under 60 lines', async () => {
    const source = await readFile(new URL('array-host.ts', import.meta.url), 'utf8');
    expect(source.split('\n').length).toBeLessThan(60);
  });
});
