export { type Authenticate, createAuthenticate } from './authentication.ts';
export { AllowAuthenticated } from './authorizer.ts';
export { type Configuration, readConfiguration } from './configuration.ts';
export { createHttpServer, type HttpServerOptions } from './http-server.ts';
