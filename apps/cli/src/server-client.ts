import type { Environment } from '@weaviate-export/configuration';
import { RestClient } from '@weaviate-export/rest-client';

/**
 * A client of a running server, with the credentials of the environment, which are those of a Weaviate.
 * @throws ExportError FIELD_INVALID
 */
export function serverClient(url: string, environment: Environment): RestClient {
  return new RestClient({
    url,
    apiKey: environment['WEAVIATE_API_KEY'] || undefined,
    bearerToken: environment['WEAVIATE_BEARER_TOKEN'] || undefined,
  });
}
