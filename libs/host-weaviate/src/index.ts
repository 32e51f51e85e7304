export { GrpcServer, type GrpcServerOptions } from './grpc/grpc-server.ts';
export { ObjectIntake } from './objects/object-intake.ts';
export { UNAVAILABLE } from './unavailable-routes.ts';
export { weaviateRoutes } from './weaviate-routes.ts';
export type { WeaviateServices } from './weaviate-services.ts';
export { WEAVIATE_VERSION } from './weaviate-version.ts';
