import type { ScheduleStatus } from '@weaviate-export/entities-export';
import type { ExportSchedules, Principal, ScheduleRequest } from '@weaviate-export/usecases-export';
import type { RouteHandlers } from './generated/fastify.gen.ts';
import type { ExportSchedule } from './generated/types.gen.ts';

/** What the routes of schedules call. */
export type ScheduleDoor = Pick<ExportSchedules, 'create' | 'list' | 'get' | 'replace' | 'remove' | 'run'>;

type Operation = Extract<keyof RouteHandlers, `exportSchedules${string}`>;

/** The handlers of the operations on schedules. */
export function scheduleHandlers(
  schedules: ScheduleDoor,
  callerOf: (request: object) => Principal | null,
): Pick<RouteHandlers, Operation> {
  return {
    exportSchedulesList: async (request, reply) =>
      reply.code(200).send((await schedules.list(callerOf(request))).map(answerOf)),
    exportSchedulesCreate: async (request, reply) =>
      reply
        .code(200)
        .send(answerOf(await schedules.create(callerOf(request), request.body as ScheduleRequest))),
    exportSchedulesGet: async (request, reply) =>
      reply.code(200).send(answerOf(await schedules.get(callerOf(request), request.params.name))),
    exportSchedulesReplace: async (request, reply) =>
      reply
        .code(200)
        .send(
          answerOf(
            await schedules.replace(callerOf(request), request.params.name, request.body as ScheduleRequest),
          ),
        ),
    exportSchedulesDelete: async (request, reply) => {
      await schedules.remove(callerOf(request), request.params.name);
      return reply.code(204).send();
    },
    exportSchedulesRun: async (request, reply) =>
      reply.code(200).send(answerOf(await schedules.run(callerOf(request), request.params.name))),
  };
}

/** Its request and backend are what the document has let in. */
function answerOf(schedule: ScheduleStatus): ExportSchedule {
  return schedule as ExportSchedule;
}
