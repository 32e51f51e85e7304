import { Fault } from '../connection/fault.ts';
import type { ObjectPage, ShardPages } from './object-page.ts';
import type { PageSize } from './page-size.ts';

/**
 * @param after the id behind which it begins; absent: at the first object
 * @param left objects that are wanted: as many come, or fewer where they are large
 */
export async function readPage(
  pages: ShardPages,
  size: PageSize,
  after: string | undefined,
  left: number,
  signal?: AbortSignal,
): Promise<ObjectPage> {
  for (;;) {
    let asked = 0;
    const limit = (): number => (asked = size.objects(left));
    try {
      return await pages.read({ after, limit, onLate: () => size.failed(asked), signal });
    } catch (error) {
      if (!(error instanceof Fault) || asked <= 1) throw error;
      size.failed(asked);
    }
  }
}
