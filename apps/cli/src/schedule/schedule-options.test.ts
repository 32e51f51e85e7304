import { expect, it } from 'vitest';
import { parseFilters } from '../export/selection-options.ts';
import { scheduleRequest } from './schedule-options.ts';

const CALL = { server: 'http://localhost:8080', cron: '0 3 * * *' };

it('a schedule has what it was told and nothing else, so that the defaults are those of the server', () => {
  expect(scheduleRequest('nightly', 's3', CALL)).toEqual({
    ...{ name: 'nightly', cron: '0 3 * * *', backend: 's3', request: { config: {} } },
  });
  const all = {
    ...{ ...CALL, timeZone: 'Europe/Berlin', idTemplate: '{name}-{n}', disabled: true as const },
    ...{ fullEvery: 5, keepLast: 7, keepDays: 30, include: ['Article'], codec: 'gzip', vectors: false },
  } as const;
  expect(scheduleRequest('nightly', 's3://exports/a/b', all)).toEqual({
    ...{ name: 'nightly', cron: '0 3 * * *', timeZone: 'Europe/Berlin', backend: 's3' },
    idTemplate: '{name}-{n}',
    request: {
      include: ['Article'],
      config: { compression: { codec: 'gzip' }, vectors: false, bucket: 'exports', path: 'a/b' },
    },
    ...{ incremental: { fullEvery: 5 }, retention: { keepLast: 7, keepDays: 30 }, enabled: false },
  });
});

it('integers of a filter reach the server as they were written', () => {
  const where = parseFilters(
    '{"Article": {"operator": "Equal", "path": ["n"], "valueInt": 9007199254740993}}',
  );
  const request = scheduleRequest('nightly', 'filesystem', { ...CALL, where });
  expect(JSON.stringify(request)).toContain('"valueInt":9007199254740993');
});
