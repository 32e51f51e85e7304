import { CloudBackend } from '../cloud/backend.ts';
import { type CloudOptions } from '../cloud/options.ts';
import { type S3Config } from './config.ts';
import { S3Store } from './store.ts';

/** Files in buckets of Amazon S3, or of a store that speaks its protocol. */
export class S3Backend extends CloudBackend {
  constructor(config: S3Config, options?: CloudOptions) {
    super(new S3Store(config, options));
  }
}
