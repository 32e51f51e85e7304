import { FLAT } from './column-settings.ts';
import type { Layout } from './layout.ts';
import { DELETE_TIME, ID } from './object-columns.ts';

/** Of objects that are gone, the ids, and when they went. */
export const DELETES: Layout = {
  columns: [ID, DELETE_TIME],
  groups: [{ columns: [ID, DELETE_TIME], settings: FLAT }],
  growth: () => 1,
  mostGrowth: 1.25,
};
