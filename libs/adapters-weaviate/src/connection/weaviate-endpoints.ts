import { ExportError } from '@weaviate-export/entities-export';

/** Where a Weaviate answers. */
export interface WeaviateEndpoints {
  /** Its REST API, without a slash at its end: `http://localhost:8080`. */
  readonly rest: string;
  readonly grpc: GrpcEndpoint;
}

export interface GrpcEndpoint {
  /** `localhost:50051`. */
  readonly address: string;
  readonly isSecure: boolean;
}

/** Weaviate's own default. */
const GRPC_PORT = 50051;
const SECURE_GRPC_PORT = 443;

/** Domains of Weaviate Cloud. */
const CLOUD = /\.weaviate\.(?:cloud|network)$/i;
const OLDER_CLOUD = /\.weaviate\.network$/i;

/** What a message says is allowed. */
export const URL_ALLOWED =
  'allowed are URLs of http or https without user, query or fragment, such as http://localhost:8080';

/**
 * @param grpcUrl absent: port 50051 of the same host; of Weaviate Cloud, which keeps gRPC under a name of its own, that
 * name as its clients make it (`connect_to_weaviate_cloud`, `connectToWeaviateCloud`)
 * @throws ExportError CONFIGURATION_INVALID
 */
export function weaviateEndpoints(url: string, grpcUrl?: string): WeaviateEndpoints {
  const rest = parse('WEAVIATE_URL', url);
  const grpc = grpcUrl === undefined ? grpcBeside(rest) : parse('WEAVIATE_GRPC_URL', grpcUrl);
  const isSecure = grpc.protocol === 'https:';
  return {
    rest: rest.href.replace(/\/+$/, ''),
    grpc: { address: `${grpc.hostname}:${grpc.port || (isSecure ? SECURE_GRPC_PORT : GRPC_PORT)}`, isSecure },
  };
}

function grpcBeside({ protocol, hostname }: URL): URL {
  if (!CLOUD.test(hostname)) return new URL(`${protocol}//${hostname}:${GRPC_PORT}`);
  const [name, ...domain] = hostname.split('.');
  return new URL(
    OLDER_CLOUD.test(hostname) ? `https://${name}.grpc.${domain.join('.')}` : `https://grpc-${hostname}`,
  );
}

function parse(variable: string, text: string): URL {
  const url = URL.parse(text);
  // A message shows no URL that may hold a password.
  if (url === null || url.username !== '' || url.password !== '')
    throw new ExportError('CONFIGURATION_INVALID', [variable, '(hidden)', URL_ALLOWED]);
  if (!['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '')
    throw new ExportError('CONFIGURATION_INVALID', [variable, text, URL_ALLOWED]);
  return url;
}
