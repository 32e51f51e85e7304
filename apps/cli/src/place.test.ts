import { describe, expect, it } from 'vitest';
import { parsePlace } from './place.ts';

const parse = (text: string) => parsePlace('TARGET', text, '/there');

describe('a place of exports', () => {
  it.each([
    ['./out', { backend: 'filesystem', folder: '/there/out' }],
    ['/srv/exports/', { backend: 'filesystem', folder: '/srv/exports' }],
    ['C:', { backend: 'filesystem', folder: '/there/C:' }],
    ['s3://bucket', { backend: 's3', bucket: 'bucket', path: '' }],
    ['S3://bucket/a/b/', { backend: 's3', bucket: 'bucket', path: 'a/b' }],
    ['gs://bucket//a', { backend: 'gcs', bucket: 'bucket', path: 'a' }],
    ['az://container/a', { backend: 'azure', bucket: 'container', path: 'a' }],
  ])('%s is understood', (text, place) => {
    expect(parse(text)).toEqual(place);
  });

  it.each(['', 's3://', 's3:///path', 'http://bucket/path', 'a\0b'])('%j is refused by name', (text) => {
    expect(() => parse(text)).toThrow(/^invalid TARGET .*allowed are a folder, s3:\/\//);
  });
});
