import { coded } from './grpc-call.ts';
import { HealthCheckRequest, HealthCheckResponse, NOT_SERVING, SERVING } from './messages.ts';

/** The health check of gRPC. Clients name no service, or another one each: all that there is has one state. */
export const checkHealth = (isReady: () => boolean) =>
  coded(HealthCheckRequest, HealthCheckResponse, async () => ({ status: isReady() ? SERVING : NOT_SERVING }));
