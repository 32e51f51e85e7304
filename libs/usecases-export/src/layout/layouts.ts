import type { Layout, LayoutName } from './layout.ts';
import { STANDARD } from './standard-layout.ts';

const LAYOUTS: Record<LayoutName, Layout> = { standard: STANDARD };

export function layoutOf(name: LayoutName): Layout {
  return LAYOUTS[name];
}
