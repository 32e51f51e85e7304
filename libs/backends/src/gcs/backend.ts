import { CloudBackend } from '../cloud/backend.ts';
import { type CloudOptions } from '../cloud/options.ts';
import { type GcsConfig } from './config.ts';
import { GcsStore } from './store.ts';

/** Files in buckets of Google Cloud Storage. */
export class GcsBackend extends CloudBackend {
  constructor(config: GcsConfig, options?: CloudOptions) {
    super(new GcsStore(config, options));
  }
}
