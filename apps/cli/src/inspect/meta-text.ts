import { bytesText, countText } from '../text/amounts.ts';
import { cellText } from '../text/cell-text.ts';
import { type ChunkFacts, type FileFacts } from './file-facts.ts';
import type { Paper } from '../text/paper.ts';
import { cut, pairs, table, type TableColumn } from '../text/table.ts';

/** Arrow's schema is kilobytes of base64, of no use to a reader. */
const ARROW_SCHEMA = 'ARROW:schema';
const ARROW_SCHEMA_SHOWN = 16;
/** Class definitions are kilobytes too, but their beginning tells something. */
const METADATA_WIDTH = 80;
/** Room for a time with microseconds. */
const STATISTIC_WIDTH = 28;

const CHUNK_COLUMNS: readonly TableColumn[] = [
  { name: 'column' },
  { name: 'type' },
  { name: 'codec' },
  { name: 'encodings' },
  { name: 'compressed', align: 'right' },
  { name: 'uncompressed', align: 'right' },
  { name: 'ratio', align: 'right' },
  { name: 'nulls', align: 'right' },
  { name: 'min' },
  { name: 'max' },
];

/** The facts for people: the file, its key-value metadata, then a table a row group. */
export function metaText(file: string, facts: FileFacts, paper: Paper): string {
  const about = pairs(
    [
      ['file', file],
      ['size', bytesText(facts.sizeBytes)],
      ['rows', countText(facts.rows)],
      ['row groups', countText(facts.rowGroups.length)],
      ['created by', facts.createdBy ?? 'not said'],
      ['format version', String(facts.formatVersion)],
      ['footer', bytesText(facts.footerBytes)],
    ],
    paper,
  );
  const entries = Object.entries(facts.keyValueMetadata);
  const metadata =
    entries.length === 0
      ? 'no key-value metadata'
      : pairs(
          entries.map(([key, value]) => [
            key,
            key === ARROW_SCHEMA ? shortened(value) : cut(cellText(value), METADATA_WIDTH),
          ]),
          paper,
        );
  const groups = facts.rowGroups.map((group, at) => {
    const size = `${bytesText(group.compressedBytes)} of ${bytesText(group.uncompressedBytes)} uncompressed`;
    const title = `row group ${at}: ${countText(group.rows)} rows, ${size}`;
    return `${paper.heading(title)}\n${table(CHUNK_COLUMNS, group.columns.map(chunkRow), paper)}`;
  });
  return [about, metadata, ...groups].join('\n\n');
}

function chunkRow(chunk: ChunkFacts): string[] {
  return [
    chunk.path,
    chunk.type,
    chunk.codec,
    chunk.encodings.join(' '),
    bytesText(chunk.compressedBytes),
    bytesText(chunk.uncompressedBytes),
    chunk.uncompressedBytes === 0
      ? '-'
      : `${((100 * chunk.compressedBytes) / chunk.uncompressedBytes).toFixed(1)} %`,
    chunk.nulls === undefined ? '-' : countText(chunk.nulls),
    statisticText(chunk.min, chunk.minExact),
    statisticText(chunk.max, chunk.maxExact),
  ];
}

function statisticText(value: unknown, exact: boolean): string {
  if (value === undefined) return '-';
  return cut(exact ? cellText(value) : `${cellText(value)}…`, STATISTIC_WIDTH);
}

function shortened(text: string): string {
  return `${text.slice(0, ARROW_SCHEMA_SHOWN)}… ${countText(text.length)} characters`;
}
