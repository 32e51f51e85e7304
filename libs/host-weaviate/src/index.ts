export { GrpcServer, type GrpcServerOptions } from './grpc/grpc-server.ts';
export { acceptExactJson } from './json-body.ts';
export { ObjectIntake } from './objects/object-intake.ts';
export { type WeaviateServices, weaviateRoutes } from './weaviate-routes.ts';
export { WEAVIATE_VERSION } from './weaviate-version.ts';
