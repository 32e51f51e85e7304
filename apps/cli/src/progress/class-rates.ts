import type { ClassProgress, ExportStatus } from '@weaviate-export/entities-export';

/** How a class goes on, beside its counts. */
export interface ClassRate {
  /** Bytes of files a second since its first; 0 before. */
  readonly bytesPerSecond: number;
  /** Milliseconds until it is done, if it goes on so; undefined where that cannot be told. */
  readonly left?: number;
}

/** Tells how fast each class goes, from how it stood when it was first seen to have begun. */
export class ClassRates {
  readonly #now: () => number;
  readonly #begun = new Map<
    string,
    { readonly at: number; readonly objects: number; readonly bytes: number }
  >();

  /** @param now milliseconds of a clock that only goes on */
  constructor(now: () => number) {
    this.#now = now;
  }

  of({ progress }: ExportStatus, name: string): ClassRate {
    const { status, objectsExported, objectsTotal, fileSizeBytes } = progress[name]!;
    const now = this.#now();
    const begun = this.#begun.get(name) ?? { at: now, objects: objectsExported, bytes: fileSizeBytes };
    if (status === 'TRANSFERRING') this.#begun.set(name, begun);
    const elapsed = now - begun.at;
    const done = objectsExported - begun.objects;
    const bytesPerSecond = elapsed === 0 ? 0 : ((fileSizeBytes - begun.bytes) / elapsed) * 1000;
    if (objectsTotal === null || done <= 0) return { bytesPerSecond };
    return { bytesPerSecond, left: (elapsed / done) * Math.max(objectsTotal - objectsExported, 0) };
  }
}

const ENDED = ['SUCCESS', 'FAILED', 'CANCELED', 'SKIPPED'];

export const hasEnded = ({ status }: ClassProgress): boolean => ENDED.includes(status);
