import { healthService, ServingStatus } from '@weaviate-export/weaviate-protocol';
import { coded } from './grpc-call.ts';

/** The health check of gRPC. Clients name no service, or another one each: all that there is has one state. */
export const checkHealth = (isReady: () => boolean) =>
  coded(healthService.Check, async () => ({
    status: isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING,
  }));
