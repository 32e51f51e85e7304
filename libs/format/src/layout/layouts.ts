import type { Layout, LayoutName } from './layout.ts';
import { STANDARD } from './standard-layout.ts';
import { TYPED } from './typed-layout.ts';
import { WEAVIATE } from './weaviate-layout.ts';

const LAYOUTS: Record<LayoutName, Layout> = { standard: STANDARD, typed: TYPED, weaviate: WEAVIATE };

export function layoutOf(name: LayoutName): Layout {
  return LAYOUTS[name];
}
