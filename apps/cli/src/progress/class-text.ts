import type { ClassProgress } from '@weaviate-export/entities-export';
import { bytesText, countText } from '../text/amounts.ts';

/** How a class ended, in words: `100,000 objects, 41.2 MB`. */
export function endText({ status, objectsExported, fileSizeBytes, error }: ClassProgress): string {
  const objects = `${countText(objectsExported)} ${objectsExported === 1 ? 'object' : 'objects'}`;
  const amount = `${objects}, ${bytesText(fileSizeBytes)}`;
  switch (status) {
    case 'SUCCESS':
      // A Weaviate does not tell of bytes.
      return fileSizeBytes === 0 ? objects : amount;
    case 'SKIPPED':
      return 'skipped: nothing to export';
    case 'CANCELED':
      return `canceled after ${amount}`;
    default:
      return `failed after ${amount}${error === undefined ? '' : `: ${error}`}`;
  }
}
