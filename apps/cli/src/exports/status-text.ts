import type { ExportStatus } from '@weaviate-export/entities-export';
import { bytesText } from '../text/amounts.ts';

/** A time of an answer, to the second: `2026-11-30T20:45:00Z`. */
export const timeText = (time: string): string => `${time.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)}Z`;

/** The size of files that hold so many objects: a Weaviate does not tell it. */
export const sizeText = (bytes: number, objects: number): string =>
  bytes === 0 && objects > 0 ? '-' : bytesText(bytes);

/** Objects and bytes of all classes together. */
export function totalsOf({ progress }: ExportStatus): {
  readonly objects: number;
  /** Of an incremental export, those that it takes away. */
  readonly deleted: number;
  readonly bytes: number;
} {
  const classes = Object.values(progress);
  return {
    deleted: classes.reduce((sum, { objectsDeleted = 0 }) => sum + objectsDeleted, 0),
    objects: classes.reduce((sum, { objectsExported }) => sum + objectsExported, 0),
    bytes: classes.reduce((sum, { fileSizeBytes }) => sum + fileSizeBytes, 0),
  };
}
