import type { ExportStatus } from '@weaviate-export/entities-export';

/** A time of an answer, to the second: `2026-11-30T20:45:00Z`. */
export const timeText = (time: string): string => `${time.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)}Z`;

/** Objects and bytes of all classes together. */
export function totalsOf({ progress }: ExportStatus): { readonly objects: number; readonly bytes: number } {
  const classes = Object.values(progress);
  return {
    objects: classes.reduce((sum, { objectsExported }) => sum + objectsExported, 0),
    bytes: classes.reduce((sum, { fileSizeBytes }) => sum + fileSizeBytes, 0),
  };
}
