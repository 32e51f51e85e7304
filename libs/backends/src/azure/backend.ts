import { CloudBackend } from '../cloud/backend.ts';
import { type AzureConfig } from './config.ts';
import { type CloudOptions } from '../cloud/options.ts';
import { connect } from './connection.ts';
import { AzureStore } from './store.ts';

/** Files in containers of an account of Azure Blob Storage. */
export class AzureBackend extends CloudBackend {
  static async open(config: AzureConfig, options: CloudOptions = {}): Promise<AzureBackend> {
    return new AzureBackend(new AzureStore(await connect(config, options), config));
  }
}
