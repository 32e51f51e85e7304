import { describe, expect, it } from 'vitest';
import { arrayClass, everyone, keepWorkers, World } from './export-world.fixture.ts';
import type { ExportRequest } from './export-request.ts';
import type { Authorizer } from '../ports/authorizer.ts';

const workers = keepWorkers();
const CLASSES = ['Article', 'Author', 'Secret'];

/** A caller that may export all classes but Secret and Hidden, of which just the first exists. */
const restricted: Authorizer = {
  ...everyone,
  filter: async (_principal, _verb, classes) =>
    classes.filter((name) => name !== 'Secret' && name !== 'Hidden'),
};
const worldOf = (authorizer: Authorizer = everyone): World =>
  new World(
    workers(),
    CLASSES.map((name) => arrayClass(name)),
    { ports: { authorizer } },
  );

describe('the classes of an export', () => {
  it.each<[string, Partial<ExportRequest>, string[]]>([
    ['are all where neither include nor exclude is given', {}, ['Article', 'Author', 'Secret']],
    ['are all where include is empty', { include: [] }, ['Article', 'Author', 'Secret']],
    ['are all where both are empty', { include: [], exclude: [] }, ['Article', 'Author', 'Secret']],
    ['are those included', { include: ['Author'] }, ['Author']],
    ['may be written with a small first letter', { include: ['author'] }, ['Author']],
    ['are each there once, however often included', { include: ['Author', 'author', 'Author'] }, ['Author']],
    ['are all but those excluded', { exclude: ['Author'] }, ['Article', 'Secret']],
    ['are not cut by an exclude that does not exist', { exclude: ['Nope', 'author'] }, ['Article', 'Secret']],
    ['are all where exclude is empty', { exclude: [] }, ['Article', 'Author', 'Secret']],
  ])('%s', async (_promise, request, expected) => {
    const world = worldOf();
    const started = await world.start('first', request);
    expect(started.classes).toEqual(expected);
    const ended = await world.ended('first');
    expect(ended.classes).toEqual(expected);
    expect(Object.keys(ended.progress)).toEqual(expected);
    expect(world.fileNames.filter((name) => name.endsWith('.parquet'))).toEqual(
      expected.map((name) => `first/${name}.parquet`),
    );
  });

  it.each<[string, Partial<ExportRequest>, string[] | string]>([
    ['drop out silently where the caller may not export them', {}, ['Article', 'Author']],
    ['drop out silently where they are included by name', { include: ['Secret', 'Author'] }, ['Author']],
    ['drop out silently where they do not even exist', { include: ['Hidden', 'Author'] }, ['Author']],
    ['are unknown only where the caller could export them', { include: ['Secret', 'Nope'] }, 'CLASS_UNKNOWN'],
    ['are none where one forbidden class is asked for', { include: ['Secret'] }, 'NO_EXPORTABLE_CLASSES'],
    [
      'are none where one is asked for that is forbidden and does not exist',
      { include: ['Hidden'] },
      'NO_EXPORTABLE_CLASSES',
    ],
    [
      'are none where the permitted ones are excluded',
      { exclude: ['Article', 'Author'] },
      'NO_EXPORTABLE_CLASSES',
    ],
  ])('%s', async (_promise, request, expected) => {
    const world = worldOf(restricted);
    const started = world.start('first', request);
    if (typeof expected === 'string') {
      await expect(started).rejects.toMatchObject({ code: expected, httpStatus: 422 });
      expect(world.fileNames).toEqual([]);
      return;
    }
    expect((await started).classes).toEqual(expected);
    await world.ended('first');
    expect(JSON.stringify(world.metadata('first').status)).not.toMatch(/Secret|Hidden/);
  });

  it('say no more about a forbidden class that exists than about one that does not', async () => {
    const world = worldOf(restricted);
    const messageFor = (name: string): Promise<string> =>
      world.start('first', { include: [name] }).then(
        () => 'started',
        (error: Error) => error.message,
      );
    expect(await messageFor('Secret')).toBe(await messageFor('Hidden'));
  });

  it('are none on a server without classes', async () => {
    const world = new World(workers(), []);
    await expect(world.start('first')).rejects.toMatchObject({ code: 'NO_EXPORTABLE_CLASSES' });
  });
});
