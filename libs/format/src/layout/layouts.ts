import { DELETES } from './deletes-layout.ts';
import type { FileLayoutName, Layout } from './layout.ts';
import { STANDARD } from './standard-layout.ts';
import { TYPED } from './typed-layout.ts';
import { WEAVIATE } from './weaviate-layout.ts';

const LAYOUTS: Record<FileLayoutName, Layout> = {
  standard: STANDARD,
  typed: TYPED,
  weaviate: WEAVIATE,
  deletes: DELETES,
};

export function layoutOf(name: FileLayoutName): Layout {
  return LAYOUTS[name];
}
